# Local sockets and fingerprints of operating systems.
:input;type filter hook input priority 0

*ip;filter;input
*inet;filter;input

socket transparent 1;ok
socket transparent 2;fail
socket wildcard 0;ok
socket mark & 0xff == 0x21;ok;socket mark & 0x000000ff == 0x00000021
socket nonsense 1;fail
osf name "OpenBSD";ok
osf ttl loose name "Linux";ok
osf ttl skip version "Windows:XP";ok
osf ttl guess name "Linux";fail
