# Addresses of connections in a table that knows the family, and objects by name.
:pre;type filter hook prerouting priority 0

*ip;filter;pre

ct original saddr 192.0.2.1;ok;ct original ip saddr 192.0.2.1
ct reply daddr 192.0.2.0/24;ok;ct reply ip daddr 192.0.2.0/24
ct saddr 192.0.2.1;fail
ct state saddr;fail
