# Flows are offloaded from forward, to flowtables that are there.
:forward;type filter hook forward priority 0

*inet;filter;forward

flow add @nosuch;fail
flow offload nosuch;fail
