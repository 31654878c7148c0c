/*
 * listing: how each instruction is shown between its brackets by `--debug=netlink`. The functions
 * belong to the rows of insn.c; prog_list, insn_list and data_list of insn.h are the way in.
 */
#ifndef WEIR_VM_LISTING_H
#define WEIR_VM_LISTING_H

#include "vm/insn.h"

typedef void insn_lister(struct out *out, const struct insn *insn);

insn_lister list_immediate, list_cmp, list_range, list_bitwise, list_byteorder, list_lookup,
	list_dynset, list_payload, list_exthdr, list_meta, list_ct, list_rt, list_socket, list_fib,
	list_osf, list_xfrm, list_tunnel, list_numgen, list_hash, list_inner, list_counter,
	list_limit, list_quota, list_connlimit, list_last, list_log, list_reject, list_nat,
	list_masq, list_redir, list_tproxy, list_synproxy, list_queue, list_dup, list_fwd,
	list_notrack, list_flow, list_objref, list_xt, list_unknown;

#endif
