# The device below a VRF: known on the way in and through.
:input;type filter hook input priority 0
:forward;type filter hook forward priority 0

*inet;filter;input,forward

meta sdifname "vrf*";ok
meta sdif "lo" accept;ok
