# Flags of translations.
:post;type nat hook postrouting priority srcnat

*ip;nat;post

snat to 192.0.2.1 random;ok
snat to 192.0.2.1 fully-random,persistent;ok
masquerade random,persistent;ok
masquerade fully-random;ok
masquerade random,sometimes;fail
