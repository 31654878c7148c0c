/*
 * fingerprints: what tells operating systems apart by their TCP SYNs. The kernel knows none by itself;
 * `osf` finds only those that were given to it, from a file in the form of OpenBSD's pf.os.
 */
#ifndef WEIR_WIRE_FINGERPRINTS_H
#define WEIR_WIRE_FINGERPRINTS_H

#include <linux/netfilter/nfnetlink_osf.h>
#include "base/str.h"
#include "wire/transport.h"

/*
 * One line: `WINDOW:TTL:DF:SIZE:OPTIONS:GENRE:VERSION:SUBTYPE:REMARK`. False: it is none. Options that
 * the kernel does not compare are passed over.
 */
bool fingerprint_parse(struct span line, struct nf_osf_user_finger *finger);
/*
 * Give those of a file to the kernel; those it has stay. 0, or an errno: ENOENT where there is no
 * such file.
 */
int fingerprints_load(struct transport *transport, struct pool *pool, const char *path);

#endif
