# join.awk: bison fragments, each `declarations %% rules %% code`, section by section into one file.
FNR == 1 { part = 0; text[part] = text[part] mark(1) }
$0 == "%%" { part++; text[part] = text[part] mark(FNR + 1); next }
{ text[part] = text[part] $0 "\n" }
END { printf "%s%%%%\n%s%%%%\n%s", text[0], text[1], text[2] }
function mark(n) { return sprintf("#line %d \"%s\"\n", n, FILENAME) }
