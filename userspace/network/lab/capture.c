// SPDX-License-Identifier: GPL-2.0
#include "network/lab/capture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "network/export/frr.h"
#include "network/lab/namespace.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/* Room for what comes between two times of taking it. */
#define RECEIVE_BUFFER (8 << 20)

static void set_port(struct capture *c, unsigned int device, const char *name, int value)
{
	int index = (int)if_nametoindex(name);

	while (c->n_port[device] <= index) {
		c->port[device] = array_grow(c->port[device], (size_t)c->n_port[device],
					     sizeof(**c->port));
		c->n_port[device]++;
	}
	c->port[device][index] = value;
}

/* In the namespace of the device. */
static int open_device(struct capture *c, unsigned int device)
{
	const struct network *net = c->lab->net;
	const struct index_list *links = &net->links_of[device];
	int size = RECEIVE_BUFFER;
	char name[IFNAMSIZ];
	size_t i;

	for (i = 0; i < links->n; i++)
		set_port(c, device, link_near(&net->link[links->v[i]], device)->name,
			 1 + (int)links->v[i]);
	for (i = 0; i < net->n_segment; i++) {
		if (net->segment[i].device != device)
			continue;
		frr_segment_device((unsigned int)i, name);
		set_port(c, device, name, -1 - (int)i);
	}
	c->fd[device] = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			       htons(ETH_P_ALL));
	if (c->fd[device] < 0)
		return -errno;
	setsockopt(c->fd[device], SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return 0;
}

int capture_begin(struct capture *c, const struct lab *lab)
{
	size_t n = lab->net->n_device, i;
	int own = namespace_own(), err = own < 0 ? own : 0;

	*c = (struct capture){
		.lab = lab, .fd = xcalloc(n + 1, sizeof(*c->fd)),
		.port = xcalloc(n + 1, sizeof(*c->port)),
		.n_port = xcalloc(n + 1, sizeof(*c->n_port)),
	};
	for (i = 0; i < n; i++)
		c->fd[i] = -1;
	for (i = 0; !err && i < n; i++) {
		char *ns = lab_device_namespace(lab, (unsigned int)i);

		err = namespace_enter(ns);
		if (!err)
			err = open_device(c, (unsigned int)i);
		if (err)
			error("cannot capture in network namespace %s: %s", ns, strerror(-err));
		free(ns);
	}
	if (own >= 0)
		namespace_return(own);
	return err;
}

static struct address address_of(uint32_t wire)
{
	struct address a = { .family = AF_INET };

	memcpy(a.bytes, &wire, sizeof(wire));
	return a;
}

/* The first bytes of a packet, as far as they matter here. */
struct headers {
	uint8_t bytes[128];
	size_t n;
};

/* Return: false if it is no packet that a walk may have. */
static bool parse(const struct headers *h, struct sighting *s)
{
	struct iphdr ip;
	struct tcphdr tcp;
	size_t at;

	if (h->n < sizeof(ip))
		return false;
	memcpy(&ip, h->bytes, sizeof(ip));
	at = 4 * (size_t)ip.ihl;
	if (ip.version != 4 || (ip.protocol != IPPROTO_TCP && ip.protocol != IPPROTO_UDP) ||
	    h->n < at + sizeof(uint32_t))
		return false;
	memset(&tcp, 0, sizeof(tcp));
	memcpy(&tcp, h->bytes + at, h->n - at < sizeof(tcp) ? h->n - at : sizeof(tcp));
	s->packet = (struct packet){
		.source = address_of(ip.saddr), .destination = address_of(ip.daddr),
		.protocol = ip.protocol,
		/* UDP has them in the same place. */
		.source_port = ntohs(tcp.source), .destination_port = ntohs(tcp.dest),
	};
	s->opens = ip.protocol == IPPROTO_TCP && tcp.syn;
	return true;
}

static void take(struct capture *c, unsigned int device, const struct headers *h,
		 const struct sockaddr_ll *from)
{
	struct sighting s = { .device = device, .link = NONE, .segment = NONE };
	int port = 0;

	s.out = from->sll_pkttype == PACKET_OUTGOING;
	if (from->sll_ifindex < c->n_port[device])
		port = c->port[device][from->sll_ifindex];
	if (port > 0)
		s.link = (unsigned int)port - 1;
	else if (port < 0)
		s.segment = (unsigned int)(-1 - port);
	if (!port || (!s.out && s.segment == NONE) || !parse(h, &s))
		return;
	c->v = array_grow(c->v, c->n, sizeof(*c->v));
	c->v[c->n++] = s;
}

void capture_take(struct capture *c)
{
	struct sockaddr_ll from;
	struct headers h;
	socklen_t length;
	ssize_t n;
	size_t i;

	for (i = 0; i < c->lab->net->n_device; i++) {
		do {
			length = sizeof(from);
			n = recvfrom(c->fd[i], h.bytes, sizeof(h.bytes), 0,
				     (struct sockaddr *)&from, &length);
			h.n = n < 0 ? 0 : (size_t)n;
			if (n >= 0)
				take(c, (unsigned int)i, &h, &from);
		} while (n >= 0 || errno == EINTR);
	}
}

void capture_end(struct capture *c)
{
	size_t i;

	for (i = 0; i < c->lab->net->n_device; i++) {
		if (c->fd[i] >= 0)
			close(c->fd[i]);
		free(c->port[i]);
	}
	free(c->fd);
	free(c->port);
	free(c->n_port);
	free(c->v);
}
