# bash completion for nft: nft itself knows its words, and the names in the ruleset.
_nft()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}

	case $previous in
	-f | --file | --state | --includepath | -I)
		COMPREPLY=($(compgen -f -- "$current"))
		return
		;;
	esac
	COMPREPLY=($("${COMP_WORDS[0]}" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -F _nft nft
