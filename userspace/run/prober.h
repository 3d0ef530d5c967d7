/* SPDX-License-Identifier: GPL-2.0 */
/* Probes circuits: sends ICMP echo requests by their links, and counts what is answered. */
#ifndef ERSYM_RUN_PROBER_H
#define ERSYM_RUN_PROBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ersym.h>

#include "plan/device.h"
#include "probe/path.h"
#include "probe/verdict.h"

struct site;

/* One for each family. */
#define PROBER_SOCKETS 2

/**
 * struct probed - a circuit that is probed; times are in milliseconds, of a clock that never
 *		   jumps
 * @id: its id
 * @name: its name
 * @mark: routing mark, which leads to its table
 * @every: time from one round of probes to the next
 * @down_after: rounds without an answer after which it is down
 * @up_after: rounds with an answer after which it is not
 * @due: when the next round is
 * @sent: there was a round
 * @answered: a probe was answered since the latest round
 * @verdict: the conclusion from the rounds
 * @path: each address by each link that carries its family
 * @n_path: number of @path
 */
struct probed {
	uint32_t id;
	char name[ERSYM_NAME_MAX + 1];
	uint32_t mark;
	uint32_t every;
	uint32_t down_after;
	uint32_t up_after;
	uint64_t due;
	bool sent;
	bool answered;
	struct verdict verdict;
	struct probe_path *path;
	size_t n_path;
};

/**
 * struct prober - all that is probed
 * @v: the circuits
 * @n: number of @v
 * @fd: sockets, of IPv4 and IPv6; -1: nothing of that family is probed
 * @next_id: identifier of the next path
 * @cookie: data of all probes, which only whoever saw one can know
 */
struct prober {
	struct probed *v;
	size_t n;
	int fd[PROBER_SOCKETS];
	uint16_t next_id;
	uint64_t cookie;
};

/**
 * prober_open() - begin without anything to probe
 * @prober: written
 */
void prober_open(struct prober *prober);

/**
 * prober_close() - end all probes
 * @prober: the prober
 */
void prober_close(struct prober *prober);

/**
 * prober_configure() - probe the circuits of a site that have a probe
 * @prober: the prober; a circuit that was probed before keeps its verdict
 * @site: the site
 * @devices: its links, as observed
 * @now: the time
 */
void prober_configure(struct prober *prober, const struct site *site,
		      const struct devices *devices, uint64_t now);

/**
 * prober_wait() - compute how long to wait for the next round
 * @prober: the prober
 * @now: the time
 *
 * Return: milliseconds; 0: call prober_send() now; -1: nothing is probed
 */
int prober_wait(const struct prober *prober, uint64_t now);

/**
 * prober_receive() - take the answers that have come in
 * @prober: the prober
 */
void prober_receive(struct prober *prober);

/**
 * prober_take() - take one answer
 * @prober: the prober
 * @from: its source
 * @index: index of the device that it came in by
 * @id: its identifier
 * @sequence: its sequence number
 *
 * Return: true if it counts.
 */
bool prober_take(struct prober *prober, const struct address *from, int index, uint16_t id,
		 uint16_t sequence);

/**
 * prober_send() - judge the rounds that are over, and begin the next ones
 * @prober: the prober, which has taken all answers
 * @now: the time
 *
 * Return: true if a verdict has changed.
 */
bool prober_send(struct prober *prober, uint64_t now);

/**
 * prober_find() - find a circuit
 * @prober: the prober
 * @id: id of the circuit
 *
 * Return: the circuit; NULL if it is not probed.
 */
const struct probed *prober_find(const struct prober *prober, uint32_t id);

/**
 * probed_addresses() - list the addresses that a circuit is probed at
 * @probed: the circuit
 *
 * Return: a text like "192.0.2.1, 192.0.2.2", to be freed by the caller.
 */
char *probed_addresses(const struct probed *probed);

#endif
