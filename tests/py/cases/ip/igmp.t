# IGMP.
:input;type filter hook input priority 0

*ip;filter;input

igmp type { membership-query, membership-report-v1, membership-report-v2, membership-report-v3, leave-group };ok
igmp type membership-query igmp group 224.0.0.1;ok
igmp mrt 8 igmp checksum 9;ok
igmp group 5;ok;igmp group 0.0.0.5
igmp type nosuch;fail
