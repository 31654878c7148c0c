# Rules come, are put between others, are replaced and go.
I add table ip t
I add chain ip t c
O -
J {"add": {"table": {"family": "ip", "name": "t", "handle": 0}}}
J {"add": {"chain": {"family": "ip", "table": "t", "name": "c", "handle": 0}}}

I add rule ip t c tcp dport 22 accept
O -
J {"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": 0, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 22}}, {"accept": null}]}}}

I insert rule ip t c ip saddr 10.0.0.1 counter packets 0 bytes 0
O -

I add rule ip t c meta mark 0x00000001 drop comment "marked"
O -
J {"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": 0, "comment": "marked", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "mark"}}, "right": 1}}, {"drop": null}]}}}

# Of an anonymous set only the rule is shown.
I add rule ip t c udp dport { 53, 123 } accept
O -

I delete rule ip t c handle 2
O -

I rename chain ip t c d
O add chain ip t d

I flush chain ip t d
O delete rule ip t d handle 3
O delete rule ip t d handle 4
O delete rule ip t d handle 6
O delete set ip t __set0

I delete chain ip t d
I delete table ip t
O -
