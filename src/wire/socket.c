/*
 * socket: the real kernel behind the transport seam.
 *
 * A transaction must reach the kernel in one sendmsg, so the send buffer grows to its size;
 * answers are queued before sendmsg returns, so the receive buffer grows with what may be answered.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/netfilter/nfnetlink.h>
#include "wire/transport.h"

#ifndef NETLINK_EXT_ACK
enum { NETLINK_EXT_ACK = 11 };
#endif
#ifndef NETLINK_CAP_ACK
enum { NETLINK_CAP_ACK = 10 };
#endif

/* Larger than any message the kernel sends: 64 KB of attributes and a page. */
enum { RECEIVE_SIZE = 72 * 1024, QUEUE_MIN = 1024 * 1024, QUEUE_MAX = 1 << 30 };
/* The answers to what is no longer fit the queues that every socket has. */
enum { SMALL_SIZE = 4096 };

struct wire_socket {
	struct transport transport;
	int fd;
	int send_queue, receive_queue; /* sizes asked for so far */
	bool capped;                   /* answers are short */
	bool named;                    /* it has a port: sending gives it one */
	uint8_t *buf;
};

/* The forced option passes the system's limit, for those who may; else as much as is allowed. */
static void grow_queue(struct wire_socket *s, int force, int plain, int *now, size_t want)
{
	int size = want < QUEUE_MAX ? (int)want : QUEUE_MAX;

	if (size <= *now)
		return;
	if (setsockopt(s->fd, SOL_SOCKET, force, &size, sizeof(size)) < 0)
		setsockopt(s->fd, SOL_SOCKET, plain, &size, sizeof(size));
	*now = size;
}

/* Errors need not bring back the messages that they are about. */
static void cap_answers(struct wire_socket *s)
{
	int one = 1;

	if (!s->capped)
		setsockopt(s->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	s->capped = true;
}

static int socket_send(struct transport *t, const void *messages, size_t size)
{
	struct wire_socket *s = (struct wire_socket *)t;
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t sent;

	if (size > SMALL_SIZE) {
		cap_answers(s);
		grow_queue(s, SO_SNDBUFFORCE, SO_SNDBUF, &s->send_queue, size + 4096);
		/* Echoed messages are as long as what was sent, each in a buffer of its own. */
		grow_queue(s, SO_RCVBUFFORCE, SO_RCVBUF, &s->receive_queue, QUEUE_MIN + 4 * size);
	}
	s->named = true;
	t->sent += size;
	do {
		sent = sendto(s->fd, messages, size, 0, (struct sockaddr *)&kernel, sizeof(kernel));
	} while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return -1;
	if ((size_t)sent == size)
		return 0;
	errno = EMSGSIZE;
	return -1;
}

static ptrdiff_t socket_recv(struct transport *t, void **buf, int timeout_ms)
{
	struct wire_socket *s = (struct wire_socket *)t;
	struct pollfd pollfd = { .fd = s->fd, .events = POLLIN };
	ssize_t n;

	for (;;) {
		int flags = MSG_TRUNC | (timeout_ms >= 0 ? MSG_DONTWAIT : 0);

		if (timeout_ms > 0 && poll(&pollfd, 1, timeout_ms) == 0)
			return 0;
		n = recv(s->fd, s->buf, RECEIVE_SIZE, flags);
		if (n >= 0)
			break;
		if (errno == EAGAIN && timeout_ms >= 0)
			return 0;
		if (errno != EINTR)
			return -1;
	}
	if (n > RECEIVE_SIZE) {
		errno = ENOBUFS;
		return -1;
	}
	*buf = s->buf;
	t->received += n;
	return n;
}

static int socket_subscribe(struct transport *t, bool on, bool trace)
{
	struct wire_socket *s = (struct wire_socket *)t;
	int option = on ? NETLINK_ADD_MEMBERSHIP : NETLINK_DROP_MEMBERSHIP;
	int group = trace ? NFNLGRP_NFTRACE : NFNLGRP_NFTABLES;
	struct sockaddr_nl here = { .nl_family = AF_NETLINK };

	/* Events of others do not reach a socket without a port. */
	if (!s->named && bind(s->fd, (struct sockaddr *)&here, sizeof(here)) < 0)
		return -1;
	s->named = true;
	if (on)
		grow_queue(s, SO_RCVBUFFORCE, SO_RCVBUF, &s->receive_queue, 16 * QUEUE_MIN);
	return setsockopt(s->fd, SOL_NETLINK, option, &group, sizeof(group));
}

static void socket_close(struct transport *t)
{
	struct wire_socket *s = (struct wire_socket *)t;

	close(s->fd);
	free(s->buf);
	free(s);
}

static bool socket_open(struct wire_socket *s)
{
	int one = 1;

	s->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (s->fd < 0)
		return false;
	/* Older kernels have it not; then errors come without places. */
	setsockopt(s->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	return true;
}

struct transport *transport_socket(void)
{
	struct wire_socket *s = calloc(1, sizeof(*s));
	int error;

	if (!s)
		return NULL;
	s->fd = -1;
	s->buf = malloc(RECEIVE_SIZE);
	s->transport = (struct transport){ .send = socket_send, .recv = socket_recv,
					   .subscribe = socket_subscribe, .close = socket_close };
	if (s->buf && socket_open(s))
		return &s->transport;
	error = errno;
	if (s->fd >= 0)
		close(s->fd);
	free(s->buf);
	free(s);
	errno = error;
	return NULL;
}
