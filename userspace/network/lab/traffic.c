// SPDX-License-Identifier: GPL-2.0
#include "network/lab/traffic.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "network/lab/namespace.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/* A client that has begun so often, and was not answered, never will be. */
#define TRIES 3
/* Between two tries of UDP, in milliseconds. TCP does likewise. */
#define AGAIN 1000
/* Between two looks at what was captured. */
#define LOOK  20
/* Until nobody can expect anything any more. */
#define END   120000

#define FIRST_PORT 20000
#define N_PORT     28000

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void traffic_add_server(struct traffic *t, unsigned int segment, const struct packet *request)
{
	size_t i;

	for (i = 0; i < t->n_server; i++) {
		if (address_equal(&t->server[i].address, &request->destination) &&
		    t->server[i].port == request->destination_port &&
		    t->server[i].protocol == request->protocol)
			return;
	}
	t->server = array_grow(t->server, t->n_server, sizeof(*t->server));
	t->server[t->n_server++] = (struct server){
		.segment = segment, .address = request->destination,
		.port = request->destination_port, .protocol = request->protocol, .fd = -1,
	};
}

void traffic_add_flow(struct traffic *t, unsigned int service)
{
	/* What devices remember of an earlier flow is no matter to this one. */
	static unsigned int next;

	if (!next)
		next = (unsigned int)getpid() * 64 + 1;
	t->flow = array_grow(t->flow, t->n_flow, sizeof(*t->flow));
	t->flow[t->n_flow++] = (struct flow){
		.service = service, .port = (uint16_t)(FIRST_PORT + next++ % N_PORT), .fd = -1,
	};
}

bool flow_has(const struct flow *flow, const struct packet *packet, bool *answer)
{
	*answer = packet->destination_port == flow->port;
	return *answer || packet->source_port == flow->port;
}

static struct sockaddr_in name_of(const struct address *address, uint16_t port)
{
	struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons(port) };

	memcpy(&name.sin_addr, address->bytes, sizeof(name.sin_addr));
	return name;
}

/* A socket of a host of a segment, or a negative errno. */
static int open_socket(const struct lab *lab, unsigned int segment, uint8_t protocol,
		       const struct sockaddr_in *name)
{
	char *ns = lab_segment_namespace(lab, segment);
	int own = namespace_own(), fd, one = 1;
	int err = own < 0 ? own : namespace_enter(ns);

	free(ns);
	fd = err ? err : socket(AF_INET, SOCK_CLOEXEC | SOCK_NONBLOCK |
				(protocol == IPPROTO_UDP ? SOCK_DGRAM : SOCK_STREAM), 0);
	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (bind(fd, (const struct sockaddr *)name, sizeof(*name))) {
			err = -errno;
			close(fd);
			fd = err;
		}
	}
	if (own >= 0)
		namespace_return(own);
	return fd;
}

static int start_server(const struct lab *lab, struct server *s)
{
	struct sockaddr_in name = name_of(&s->address, s->port);
	char buf[PREFIX_STRLEN];

	s->fd = open_socket(lab, s->segment, s->protocol, &name);
	if (s->fd >= 0 && (s->protocol == IPPROTO_UDP || !listen(s->fd, 128)))
		return 0;
	error("cannot listen at %s: %s", address_format(&s->address, buf),
	      strerror(s->fd < 0 ? -s->fd : errno));
	return -EIO;
}

static int start_flow(const struct lab *lab, struct flow *f)
{
	const struct packet *p = &lab->net->service[f->service].packet;
	struct sockaddr_in from = name_of(&p->source, f->port);
	struct sockaddr_in to = name_of(&p->destination, p->destination_port);
	struct linger reset = { .l_onoff = 1 };
	char buf[PREFIX_STRLEN];

	f->fd = open_socket(lab, network_segment_of(lab->net, &p->source), p->protocol, &from);
	if (f->fd < 0) {
		error("cannot send from %s: %s", address_format(&p->source, buf),
		      strerror(-f->fd));
		return -EIO;
	}
	setsockopt(f->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	/* Where it fails at once there is no route: the walk says so. */
	connect(f->fd, (struct sockaddr *)&to, sizeof(to));
	return 0;
}

/* Sends back what came. */
static void answer(int fd)
{
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	char byte;

	while (recvfrom(fd, &byte, 1, 0, (struct sockaddr *)&from, &length) >= 0) {
		if (sendto(fd, &byte, 1, 0, (struct sockaddr *)&from, length) < 0)
			return;
	}
}

/* How often the client was seen to begin. */
static unsigned int tries(const struct flow *f, const struct capture *c)
{
	unsigned int n = 0;
	bool back;
	size_t i;

	for (i = 0; i < c->n; i++)
		n += !c->v[i].out && c->v[i].opens && flow_has(f, &c->v[i].packet, &back) && !back;
	return n;
}

static void look_tcp(struct flow *f, const struct capture *c)
{
	struct pollfd ready = { .fd = f->fd, .events = POLLOUT };

	f->settled = poll(&ready, 1, 0) > 0 || tries(f, c) >= TRIES;
}

static void look_udp(struct flow *f)
{
	char byte = 0;

	if (recv(f->fd, &byte, 1, 0) >= 0 || (errno != EAGAIN && errno != EINTR)) {
		f->settled = true;
		return;
	}
	if (now() < f->due)
		return;
	if (f->sent == TRIES) {
		f->settled = true;
		return;
	}
	f->sent++;
	f->due = now() + AGAIN;
	f->settled = send(f->fd, &byte, 1, MSG_NOSIGNAL) < 0;
}

/* Return: whether all flows are settled. */
static bool look(struct traffic *t, const struct capture *c)
{
	bool settled = true;
	size_t i;

	for (i = 0; i < t->n_server; i++) {
		if (t->server[i].protocol == IPPROTO_UDP)
			answer(t->server[i].fd);
	}
	for (i = 0; i < t->n_flow; i++) {
		struct flow *f = &t->flow[i];

		if (f->settled)
			continue;
		if (t->lab->net->service[f->service].packet.protocol == IPPROTO_UDP)
			look_udp(f);
		else
			look_tcp(f, c);
		settled = settled && f->settled;
	}
	return settled;
}

int traffic_run(struct traffic *t, struct capture *capture)
{
	const struct timespec pause = { .tv_nsec = LOOK * 1000000 };
	uint64_t end = now() + END;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < t->n_server; i++)
		err = start_server(t->lab, &t->server[i]);
	for (i = 0; !err && i < t->n_flow; i++)
		err = start_flow(t->lab, &t->flow[i]);
	while (!err && !look(t, capture) && now() < end) {
		nanosleep(&pause, NULL);
		capture_take(capture);
	}
	capture_take(capture);
	return err;
}

void traffic_free(struct traffic *t)
{
	size_t i;

	for (i = 0; i < t->n_flow; i++) {
		if (t->flow[i].fd >= 0)
			close(t->flow[i].fd);
	}
	for (i = 0; i < t->n_server; i++) {
		if (t->server[i].fd >= 0)
			close(t->server[i].fd);
	}
	free(t->flow);
	free(t->server);
}
