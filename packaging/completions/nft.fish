# fish completion for nft: nft itself knows its words, and the names in the ruleset.
function __nft_words
	set -l words (commandline -opc) (commandline -ct)
	command $words[1] --complete $words[2..-1] 2>/dev/null
end
complete -c nft -f -a '(__nft_words)'
complete -c nft -s f -l file -r -F
complete -c nft -s I -l includepath -r -F
complete -c nft -l state -r -F
