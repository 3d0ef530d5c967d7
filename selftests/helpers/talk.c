// SPDX-License-Identifier: GPL-2.0
/*
 * talk: connections that a test controls step by step
 *
 *   talk listen  tcp|udp ADDRESS PORT
 *   talk connect tcp|udp|icmp ADDRESS PORT [LOCAL-ADDRESS [LOCAL-PORT]]
 *   talk forge   SOURCE PORT DESTINATION PORT FLAGS SEQUENCE
 *   talk race    ADDRESS PORT N
 *
 * The listener answers each message (a line, or a datagram) with one of the same
 * size that has the peer's address as the listener sees it, so that the other side
 * learns how its source was translated. It prints "ready" when it can be reached.
 * Over TCP, it answers "say TEXT" with TEXT, and a line that is no message of talk
 * with "heard" and the line: enough for protocols that a conntrack helper parses.
 *
 * With icmp, the messages are echo requests, which a kernel answers; the local
 * port is the identifier, and the source that the other side sees is unknown.
 *
 * forge sends one TCP segment that another host could have sent; FLAGS are
 * letters as tcpdump prints them: S, R, F, P and "." for ACK.
 *
 * race opens N UDP sockets one after the other, and sends two datagrams by each,
 * from two CPUs at the same time where there are two.
 *
 * The connecting side takes commands from its standard input and answers each
 * with one line that begins with "ok" or with "failed":
 *
 *   open [MS]          connects; "ok ADDRESS PORT": its own, as it sees them
 *   exchange N [MS]    N messages, each answered before the next is sent;
 *                      "ok N ADDRESS PORT": its source as the listener sees it
 *   send N             N messages, without waiting for answers
 *   size BYTES         the size of messages from now on, at least
 *   say TEXT           a line of TEXT; "ok LINE": the answer to it
 *   pending            "ok N": answers to them that have arrived
 *   close              an orderly end, answered when the peer has closed too
 *   reset              TCP only: the connection ends with a RST
 *
 * MS is the time that an answer may take, by default 10 seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PEERS		64
#define MESSAGE		61440
#define DEFAULT_MS	10000

struct name {
	char address[INET6_ADDRSTRLEN];
	char port[8];
};

/* Echo messages begin with this; the kernel fills in identifier and checksum. */
struct echo {
	unsigned char type;
	unsigned char code;
	unsigned char filled[4];
	unsigned char sequence[2];
};

static int type;
static bool icmp;
static int least;

static void die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "talk: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

/* Prints one answer line and flushes it, because the test waits for it. */
static void answer(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

static struct addrinfo *resolve(const char *address, const char *port)
{
	struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = type,
	};
	struct addrinfo *ai;
	int err = getaddrinfo(address, port, &hints, &ai);

	if (err)
		die("%s port %s: %s", address, port, gai_strerror(err));
	return ai;
}

static struct name name_of(const struct sockaddr_storage *ss, socklen_t len)
{
	struct name name;

	getnameinfo((const struct sockaddr *)ss, len, name.address,
		    sizeof(name.address), name.port, sizeof(name.port),
		    NI_NUMERICHOST | NI_NUMERICSERV);
	return name;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Sends small messages at once, each in a packet of its own. */
static void set_nodelay(int fd)
{
	int one = 1;

	if (type == SOCK_STREAM)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

/* Writes the peer's address into @reply, padded to @size bytes. */
static size_t name_peer(char *reply, const struct name *peer, size_t size)
{
	size_t len = sprintf(reply, "%s %s", peer->address, peer->port);

	while (len + 1 < size)
		reply[len++] = ' ';
	reply[len++] = '\n';
	return len;
}

/* The answer to a line of @size bytes. */
static size_t answer_line(char *reply, const char *line, size_t size,
			  const struct name *peer)
{
	static const char say[] = "say ", own[] = "message ";

	if (!strncmp(line, own, sizeof(own) - 1))
		return name_peer(reply, peer, size);
	if (!strncmp(line, say, sizeof(say) - 1))
		return sprintf(reply, "%.*s", (int)(size - sizeof(say) + 1),
			       line + sizeof(say) - 1);
	return sprintf(reply, "heard %.*s", (int)size, line);
}

/* Answers every whole line in @buf and keeps the rest. */
static void answer_lines(int fd, char *buf, size_t *have, const struct name *peer)
{
	static char reply[MESSAGE + 16];
	size_t used, len;
	char *end;

	while ((end = memchr(buf, '\n', *have))) {
		used = end + 1 - buf;
		len = answer_line(reply, buf, used, peer);
		/* If the peer has closed, the next read reports it. */
		send(fd, reply, len, MSG_NOSIGNAL);
		memmove(buf, end + 1, *have - used);
		*have -= used;
	}
}

static void listen_tcp(int fd)
{
	static struct {
		struct name peer;
		char buf[MESSAGE];
		size_t have;
	} peers[PEERS];
	struct pollfd fds[PEERS];
	struct sockaddr_storage ss;
	socklen_t len;
	int i, n = 1;

	if (listen(fd, PEERS))
		die("listen: %s", strerror(errno));
	answer("ready");
	fds[0] = (struct pollfd){ .fd = fd, .events = POLLIN };

	while (poll(fds, n, -1) > 0) {
		for (i = n - 1; i > 0; i--) {
			ssize_t got;

			if (!fds[i].revents)
				continue;
			got = recv(fds[i].fd, peers[i].buf + peers[i].have,
				   MESSAGE - peers[i].have, 0);
			if (got > 0) {
				peers[i].have += got;
				answer_lines(fds[i].fd, peers[i].buf,
					     &peers[i].have, &peers[i].peer);
				continue;
			}
			close(fds[i].fd);
			n--;
			fds[i] = fds[n];
			peers[i] = peers[n];
		}
		if (fds[0].revents && n < PEERS) {
			len = sizeof(ss);
			fd = accept(fds[0].fd, (struct sockaddr *)&ss, &len);
			if (fd < 0)
				continue;
			set_nodelay(fd);
			peers[n].peer = name_of(&ss, len);
			peers[n].have = 0;
			fds[n++] = (struct pollfd){ .fd = fd,
						    .events = POLLIN };
		}
	}
}

static void listen_udp(int fd)
{
	struct sockaddr_storage ss;
	char buf[MESSAGE];
	struct name peer;
	socklen_t len;
	ssize_t got;

	answer("ready");
	for (;;) {
		len = sizeof(ss);
		got = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&ss,
			       &len);
		/* An ICMP error for an earlier answer is no reason to stop. */
		if (got < 0)
			continue;
		peer = name_of(&ss, len);
		sendto(fd, buf, name_peer(buf, &peer, got), 0,
		       (struct sockaddr *)&ss, len);
	}
}

static void do_listen(const char *address, const char *port)
{
	struct addrinfo *ai = resolve(address, port);
	int fd = socket(ai->ai_family, type, 0), one = 1;

	if (fd < 0)
		die("socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	/* The test waits for "ready", which "already in use" has in it. */
	if (bind(fd, ai->ai_addr, ai->ai_addrlen))
		die("bind %s port %s: %s", address, port,
		    errno == EADDRINUSE ? "in use" : strerror(errno));
	if (type == SOCK_STREAM)
		listen_tcp(fd);
	else
		listen_udp(fd);
}

/* Waits until @fd is ready for @events; false when @deadline has passed. */
static bool wait_until(int fd, short events, long deadline)
{
	struct pollfd pfd = { .fd = fd, .events = events };
	long left;
	int n;

	do {
		left = deadline - now_ms();
		n = poll(&pfd, 1, left > 0 ? left : 0);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

/* Of TCP, the data after the end of a line stays in the socket. */
static ssize_t receive(int fd, char *buf, size_t room)
{
	ssize_t got;
	char *end;

	if (type != SOCK_STREAM)
		return recv(fd, buf, room, 0);
	got = recv(fd, buf, room, MSG_PEEK);
	if (got <= 0)
		return got;
	end = memchr(buf, '\n', got);
	return recv(fd, buf, end ? end + 1 - buf : got, 0);
}

/* Reads one message without its end and padding; returns the reason for a failure. */
static const char *read_message(int fd, char *buf, long deadline)
{
	size_t skip = icmp ? sizeof(struct echo) : 0;
	size_t have = 0;
	ssize_t got;

	do {
		if (!wait_until(fd, POLLIN, deadline))
			return "no answer";
		got = receive(fd, buf + have, MESSAGE - 1 - have);
		if (got < 0)
			return strerror(errno);
		if (!got)
			return "closed by the peer";
		have += got;
	} while (buf[have - 1] != '\n' && have < MESSAGE - 1);
	while (have > skip && strchr(" \r\n", buf[have - 1]))
		have--;
	if (have <= skip)
		return "too short an answer";
	buf[have] = '\0';
	memmove(buf, buf + skip, have + 1 - skip);
	return NULL;
}

static void do_open(int fd, const struct addrinfo *to, int ms)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	struct name name;
	int err = 0;

	if (connect(fd, to->ai_addr, to->ai_addrlen)) {
		if (errno != EINPROGRESS) {
			answer("failed %s", strerror(errno));
			return;
		}
		if (!wait_until(fd, POLLOUT, now_ms() + ms)) {
			answer("failed no answer");
			return;
		}
		len = sizeof(err);
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len);
		if (err) {
			answer("failed %s", strerror(err));
			return;
		}
	}
	len = sizeof(ss);
	getsockname(fd, (struct sockaddr *)&ss, &len);
	name = name_of(&ss, len);
	answer("ok %s %s", name.address, name.port);
}

/* A busy machine may take a while to empty the socket's buffer. */
static const char *send_all(int fd, const char *buf, size_t len)
{
	long deadline = now_ms() + DEFAULT_MS;
	ssize_t sent;

	while (len) {
		sent = send(fd, buf, len, MSG_NOSIGNAL);
		if (sent >= 0) {
			buf += sent;
			len -= sent;
		} else if (errno != EAGAIN) {
			return strerror(errno);
		} else if (!wait_until(fd, POLLOUT, deadline)) {
			return "the socket's buffer stays full";
		}
	}
	return NULL;
}

static const char *send_message(int fd, int family)
{
	static unsigned int count;
	char buf[MESSAGE];
	int len = 0;

	count++;
	if (icmp) {
		struct echo echo = {
			.type = family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST,
			.sequence = { count >> 8, count },
		};

		len = sizeof(echo);
		memcpy(buf, &echo, len);
	}
	len += sprintf(buf + len, "message %u", count);
	while (len < least - 1)
		buf[len++] = '.';
	buf[len++] = '\n';
	return send_all(fd, buf, len);
}

static void do_exchange(int fd, int family, int n, int ms)
{
	const char *err = NULL;
	char buf[MESSAGE] = "";
	int i;

	for (i = 0; i < n && !err; i++) {
		err = send_message(fd, family);
		if (!err)
			err = read_message(fd, buf, now_ms() + ms);
		if (err)
			break;
	}
	if (err)
		answer("failed after %d: %s", i, err);
	else
		answer("ok %d %s", n, buf);
}

static void do_send(int fd, int family, int n)
{
	const char *err = NULL;
	int i;

	for (i = 0; i < n && !err; i++)
		err = send_message(fd, family);
	if (err)
		answer("failed %s", err);
	else
		answer("ok %d", n);
}

static void do_say(int fd, const char *text)
{
	char buf[MESSAGE];
	int len = sprintf(buf, "%.*s\r\n", (int)strcspn(text, "\n"), text);
	const char *err = send_all(fd, buf, len);

	if (!err)
		err = read_message(fd, buf, now_ms() + DEFAULT_MS);
	if (err)
		answer("failed %s", err);
	else
		answer("ok %s", buf);
}

static void do_pending(int fd)
{
	char buf[MESSAGE];
	int n = 0;

	while (wait_until(fd, POLLIN, 0) && !read_message(fd, buf, now_ms()))
		n++;
	answer("ok %d", n);
}

static void do_close(int fd, int ms)
{
	char buf[MESSAGE];
	long deadline = now_ms() + ms;
	bool closed = type == SOCK_DGRAM;

	shutdown(fd, SHUT_WR);
	while (!closed && wait_until(fd, POLLIN, deadline))
		closed = recv(fd, buf, sizeof(buf), 0) <= 0;
	close(fd);
	if (closed)
		answer("ok");
	else
		answer("failed the peer did not close");
}

static void do_reset(int fd)
{
	struct linger linger = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(fd);
	answer("ok");
}

/* Lets root send echo requests without a raw socket, in this namespace. */
static void allow_echo(void)
{
	static const char file[] = "/proc/sys/net/ipv4/ping_group_range";
	FILE *f = fopen(file, "w");

	if (!f || fputs("0 0", f) < 0 || fclose(f))
		die("%s: %s", file, strerror(errno));
}

static void do_connect(const char *address, const char *port,
		       const char *local, const char *local_port)
{
	struct addrinfo *to = resolve(address, port);
	int protocol = !icmp ? 0 : to->ai_family == AF_INET ? IPPROTO_ICMP :
							      IPPROTO_ICMPV6;
	int fd = socket(to->ai_family, type | SOCK_NONBLOCK, protocol), one = 1;
	char line[256], command[16];

	if (fd < 0)
		die("socket: %s", strerror(errno));
	set_nodelay(fd);
	if (local) {
		struct addrinfo *ai = resolve(local, local_port);

		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (bind(fd, ai->ai_addr, ai->ai_addrlen))
			die("bind %s port %s: %s", local, local_port,
			    strerror(errno));
	}

	while (fgets(line, sizeof(line), stdin)) {
		int n = 1, ms = DEFAULT_MS;

		if (sscanf(line, "%15s", command) != 1)
			continue;
		if (!strcmp(command, "open")) {
			sscanf(line, "%*s %d", &ms);
			do_open(fd, to, ms);
		} else if (!strcmp(command, "exchange")) {
			sscanf(line, "%*s %d %d", &n, &ms);
			do_exchange(fd, to->ai_family, n, ms);
		} else if (!strcmp(command, "send")) {
			sscanf(line, "%*s %d", &n);
			do_send(fd, to->ai_family, n);
		} else if (!strcmp(command, "size")) {
			sscanf(line, "%*s %d", &least);
			if (least > MESSAGE - (int)sizeof(struct echo))
				die("size %d: more than the buffer", least);
			answer("ok %d", least);
		} else if (!strcmp(command, "say")) {
			do_say(fd, line + sizeof("say"));
		} else if (!strcmp(command, "pending")) {
			do_pending(fd);
		} else if (!strcmp(command, "close")) {
			sscanf(line, "%*s %d", &ms);
			do_close(fd, ms);
			return;
		} else if (!strcmp(command, "reset")) {
			do_reset(fd);
			return;
		} else {
			answer("failed unknown command %s", command);
		}
	}
}

static unsigned int sum_words(const void *data, size_t len, unsigned int sum)
{
	const unsigned char *p = data;
	size_t i;

	for (i = 0; i < len; i += 2)
		sum += p[i] << 8 | p[i + 1];
	return sum;
}

static unsigned char parse_flags(const char *text)
{
	static const char letters[] = "FSRP.";
	unsigned char flags = 0;

	for (; *text; text++) {
		const char *letter = strchr(letters, *text);

		if (!letter)
			die("%c: no TCP flag", *text);
		flags |= 1 << (letter - letters);
	}
	return flags;
}

static void do_forge(char **argv)
{
	struct addrinfo *from = resolve(argv[0], argv[1]);
	struct addrinfo *to = resolve(argv[2], argv[3]);
	struct tcphdr tcp = { .th_seq = htonl(strtoul(argv[5], NULL, 10)),
			      .th_off = sizeof(tcp) / 4,
			      .th_flags = parse_flags(argv[4]),
			      .th_win = htons(1024) };
	unsigned int sum = IPPROTO_TCP + sizeof(tcp);
	unsigned char buf[sizeof(struct ip6_hdr) + sizeof(tcp)] = {};
	size_t len;
	int fd;

	if (from->ai_family != to->ai_family)
		die("%s and %s: addresses of two families", argv[0], argv[2]);
	if (to->ai_family == AF_INET) {
		struct sockaddr_in *s = (void *)from->ai_addr;
		struct sockaddr_in *d = (void *)to->ai_addr;
		/* The kernel fills in length, identifier and checksum. */
		struct iphdr ip = { .version = 4, .ihl = 5, .ttl = 64,
				    .protocol = IPPROTO_TCP,
				    .saddr = s->sin_addr.s_addr,
				    .daddr = d->sin_addr.s_addr };

		tcp.th_sport = s->sin_port;
		tcp.th_dport = d->sin_port;
		sum = sum_words(&ip.saddr, 8, sum);
		len = sizeof(ip);
		memcpy(buf, &ip, len);
	} else {
		struct sockaddr_in6 *s = (void *)from->ai_addr;
		struct sockaddr_in6 *d = (void *)to->ai_addr;
		struct ip6_hdr ip = { .ip6_flow = htonl(6u << 28), .ip6_hlim = 64,
				      .ip6_nxt = IPPROTO_TCP,
				      .ip6_plen = htons(sizeof(tcp)),
				      .ip6_src = s->sin6_addr,
				      .ip6_dst = d->sin6_addr };

		tcp.th_sport = s->sin6_port;
		tcp.th_dport = d->sin6_port;
		/* The address of a raw socket must not have a port. */
		d->sin6_port = 0;
		sum = sum_words(&ip.ip6_src, 32, sum);
		len = sizeof(ip);
		memcpy(buf, &ip, len);
	}
	sum = sum_words(&tcp, sizeof(tcp), sum);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	tcp.th_sum = htons(~sum);
	memcpy(buf + len, &tcp, sizeof(tcp));
	len += sizeof(tcp);

	fd = socket(to->ai_family, SOCK_RAW, IPPROTO_RAW);
	if (fd < 0)
		die("socket: %s", strerror(errno));
	if (sendto(fd, buf, len, 0, to->ai_addr, to->ai_addrlen) != (ssize_t)len)
		die("sendto: %s", strerror(errno));
}

static void set_cpu(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	/* With one CPU both processes run on it. */
	sched_setaffinity(0, sizeof(set), &set);
}

/* Two processes share the sockets, and synchronize before each of them. */
static void do_race(char **argv)
{
	struct addrinfo *to = resolve(argv[0], argv[1]);
	int n = atoi(argv[2]), i;
	int fd[n];
	unsigned int *here;
	pid_t child;

	here = mmap(NULL, sizeof(*here), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (here == MAP_FAILED)
		die("mmap: %s", strerror(errno));
	for (i = 0; i < n; i++) {
		fd[i] = socket(to->ai_family, SOCK_DGRAM, 0);
		if (fd[i] < 0 || connect(fd[i], to->ai_addr, to->ai_addrlen))
			die("connect: %s", strerror(errno));
	}
	child = fork();
	if (child < 0)
		die("fork: %s", strerror(errno));
	set_cpu(!child);
	for (i = 0; i < n; i++) {
		__atomic_add_fetch(here, 1, __ATOMIC_SEQ_CST);
		while (__atomic_load_n(here, __ATOMIC_SEQ_CST) < 2u * (i + 1))
			sched_yield();
		if (send(fd[i], "message\n", 8, 0) != 8)
			die("send: %s", strerror(errno));
	}
	if (!child)
		exit(0);
	waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
	bool connecting;

	if (argc == 5 && !strcmp(argv[1], "race")) {
		type = SOCK_DGRAM;
		do_race(argv + 2);
		return 0;
	}
	if (argc == 8 && !strcmp(argv[1], "forge")) {
		type = SOCK_STREAM;
		do_forge(argv + 2);
		return 0;
	}
	if (argc < 5 || argc > 7)
		die("usage: talk listen|connect tcp|udp|icmp ADDRESS PORT [LOCAL-ADDRESS [LOCAL-PORT]], talk forge SOURCE PORT DESTINATION PORT FLAGS SEQUENCE, or talk race ADDRESS PORT N");
	connecting = !strcmp(argv[1], "connect");
	if (!connecting && strcmp(argv[1], "listen"))
		die("%s: neither listen nor connect", argv[1]);
	icmp = !strcmp(argv[2], "icmp");
	if (icmp && !connecting)
		die("icmp: the kernel answers it");
	if (icmp)
		allow_echo();
	type = strcmp(argv[2], "tcp") ? SOCK_DGRAM : SOCK_STREAM;
	if (connecting)
		do_connect(argv[3], argv[4], argc > 5 ? argv[5] : NULL,
			   argc > 6 ? argv[6] : "0");
	else
		do_listen(argv[3], argv[4]);
	return 0;
}
