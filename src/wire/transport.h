/*
 * transport: the one seam to the kernel. Above it nothing can tell Linux (wire/socket.c) from the
 * offline kernel (kernel/server.c): both take netlink bytes and give netlink bytes.
 */
#ifndef WEIR_WIRE_TRANSPORT_H
#define WEIR_WIRE_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct transport {
	/*
	 * Send `size` bytes of whole netlink messages. Returns 0, or -1 with errno (EMSGSIZE: the
	 * batch does not fit the socket buffer even at its largest).
	 */
	int (*send)(struct transport *t, const void *messages, size_t size);
	/*
	 * Give the next chunk of messages in *buf (owned by the transport, valid until the next
	 * call) and its size; 0: nothing within timeout_ms (-1: wait, 0: do not wait); -1 with errno
	 * (EINTR never; ENOBUFS: events were lost).
	 */
	ptrdiff_t (*recv)(struct transport *t, void **buf, int timeout_ms);
	/* Join the nf_tables event group (monitor, echo of others) or leave it. 0, or -1 with errno. */
	int (*subscribe)(struct transport *t, bool on, bool trace);
	void (*close)(struct transport *t);
	uint32_t port;            /* our netlink port id, where the model must know it */
	uint32_t sequence;        /* last sequence number used */
	bool offline;
	_Atomic size_t sent, received; /* bytes so far; another thread may look */
};

/* The kernel's socket, close-on-exec; NULL with errno. */
struct transport *transport_socket(void);

#endif
