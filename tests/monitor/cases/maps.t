# Maps and their elements.
I add table ip6 t
I add map ip6 t m { type inet_service : verdict; comment "where to"; }
O add table ip6 t
O add map ip6 t m { type inet_service : verdict; comment "where to"; }

I add element ip6 t m { 22 : accept, 80 comment "no web" : drop }
O add element ip6 t m { 22 : accept }
O add element ip6 t m { 80 comment "no web" : drop }
J {"add": {"element": {"family": "ip6", "table": "t", "name": "m", "elem": {"set": [[22, {"accept": null}]]}}}}
J {"add": {"element": {"family": "ip6", "table": "t", "name": "m", "elem": {"set": [[{"elem": {"val": 80, "comment": "no web"}}, {"drop": null}]]}}}}

I delete element ip6 t m { 22 : accept }
O -

I delete map ip6 t m
O delete set ip6 t m
