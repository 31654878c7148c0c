# What the older nft that lists the rulesets reads otherwise in instructions that the newer makes; both
# sides' listings go through this.
# A test for a route is one byte wide now; four were compared before.
s|(fib .* oif missing)/8|\1|
