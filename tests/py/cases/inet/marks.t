# Security contexts: kernels without SELinux have none.
:input;type filter hook input priority 0

*inet;filter;input

%web type secmark "system_u:object_r:http_packet_t:s0";ok

meta secmark set "web";ok
meta secmark set tcp dport map { 80 : "web" };ok
meta secmark set "nosuch";fail
