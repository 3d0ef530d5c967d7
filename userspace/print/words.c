// SPDX-License-Identifier: GPL-2.0
#include "print/words.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/ersym.h>

#include "model/kind.h"
#include "util/array.h"

#define NSEC_PER_SEC 1000000000u

static const char *const kind_meanings[] = {
	[ERSYM_KIND_RETURN_IN] =
		"answers that came in on another circuit than their request left by",
	[ERSYM_KIND_RETURN_OUT] =
		"answers about to leave by another circuit than their request came in on",
	[ERSYM_KIND_FORWARD_IN] =
		"an initiator's packets that moved to another circuit",
	[ERSYM_KIND_FORWARD_OUT] =
		"packets about to leave by another circuit than the first of their connection",
	[ERSYM_KIND_FOREIGN] =
		"packets without a connection, to the pool of another circuit",
	[ERSYM_KIND_ORPHAN] =
		"packets without a connection that cannot begin one",
	[ERSYM_KIND_LEAK] =
		"sources from another circuit's pool, or private addresses on a public circuit",
	[ERSYM_KIND_RELATED] =
		"ICMP errors that came over another circuit than their connection; never dropped",
};

static const char *const verdicts[] = {
	[ERSYM_VERDICT_ACCEPT] = "accept",
	[ERSYM_VERDICT_DROP] = "drop",
};

static const struct {
	const char *name;
	bool ports;
} protocols[256] = {
	[IPPROTO_ICMP] = { "icmp" },
	[IPPROTO_IGMP] = { "igmp" },
	[IPPROTO_IPIP] = { "ipip" },
	[IPPROTO_TCP] = { "tcp", true },
	[IPPROTO_UDP] = { "udp", true },
	[IPPROTO_DCCP] = { "dccp", true },
	[IPPROTO_IPV6] = { "ipv6" },
	[IPPROTO_GRE] = { "gre" },
	[IPPROTO_ESP] = { "esp" },
	[IPPROTO_AH] = { "ah" },
	[IPPROTO_ICMPV6] = { "icmpv6" },
	[IPPROTO_SCTP] = { "sctp", true },
	[IPPROTO_UDPLITE] = { "udplite", true },
};

const char *violation_kind_meaning(uint32_t kind)
{
	if (kind == KIND_UNNAMED)
		return "devices that are neither links nor inside devices; refused by the filter";
	return kind < ARRAY_SIZE(kind_meanings) ? kind_meanings[kind] : NULL;
}

const char *verdict_name(uint32_t verdict)
{
	return verdict < ARRAY_SIZE(verdicts) ? verdicts[verdict] : NULL;
}

const char *protocol_name(uint8_t protocol, char buf[static PROTOCOL_STRLEN])
{
	if (protocols[protocol].name)
		return protocols[protocol].name;
	snprintf(buf, PROTOCOL_STRLEN, "%u", protocol);
	return buf;
}

bool protocol_has_ports(uint8_t protocol)
{
	return protocols[protocol].ports;
}

const char *endpoint_format(const struct address *address, int port,
			    char buf[static ENDPOINT_STRLEN])
{
	char text[PREFIX_STRLEN];

	address_format(address, text);
	if (port < 0)
		snprintf(buf, ENDPOINT_STRLEN, "%s", text);
	else if (address->family == AF_INET6)
		snprintf(buf, ENDPOINT_STRLEN, "[%s]:%d", text, port);
	else
		snprintf(buf, ENDPOINT_STRLEN, "%s:%d", text, port);
	return buf;
}

const char *bytes_format(uint64_t bytes, char buf[static AMOUNT_STRLEN])
{
	static const char *const unit[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	size_t i = 0;

	if (bytes < 1024) {
		snprintf(buf, AMOUNT_STRLEN, "%" PRIu64 " B", bytes);
		return buf;
	}
	/* Whole numbers until the last unit, so that the tenth is exact. */
	while (bytes >= 1024 * 1024) {
		bytes /= 1024;
		i++;
	}
	snprintf(buf, AMOUNT_STRLEN, "%" PRIu64 ".%" PRIu64 " %s", bytes / 1024,
		 bytes % 1024 * 10 / 1024, unit[i]);
	return buf;
}

const char *time_format(uint64_t time, char buf[static TIME_STRLEN])
{
	time_t seconds = time / NSEC_PER_SEC;
	struct tm tm = { 0 };
	size_t n;

	localtime_r(&seconds, &tm);
	n = strftime(buf, TIME_STRLEN, "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(buf + n, TIME_STRLEN - n, ".%03" PRIu64, time % NSEC_PER_SEC / 1000000);
	return buf;
}

const char *time_format_utc(uint64_t time, char buf[static TIME_STRLEN])
{
	time_t seconds = time / NSEC_PER_SEC;
	struct tm tm = { 0 };
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(buf, TIME_STRLEN, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf + n, TIME_STRLEN - n, ".%06" PRIu64 "Z", time % NSEC_PER_SEC / 1000);
	return buf;
}
