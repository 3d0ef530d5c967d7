// SPDX-License-Identifier: GPL-2.0
/* probe/, run/prober and run/circuits: when a circuit is down, by a clock of the test. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "backend/circuits_down.h"
#include "backend/echo_socket.h"
#include "config/config.h"
#include "model/duration.h"
#include "model/site.h"
#include "probe/echo.h"
#include "probe/hold.h"
#include "probe/path.h"
#include "probe/verdict.h"
#include "run/causes.h"
#include "run/circuits.h"
#include "run/prober.h"
#include "tests/wrapped_echo.h"
#include "util/array.h"

/*
 * The network: what was sent is answered at once by those addresses that work.
 */

#define SENT_MAX 256

static struct sent {
	struct address to;
	int index;
	uint32_t mark;
	struct echo echo;
} sent[SENT_MAX];
static size_t n_sent, n_received, n_kept;
static char kept[256];
static const char *works[4];
static int send_error;

/* No descriptor that could be open. */
int __wrap_echo_socket_open(uint8_t family)
{
	return 1000 + family;
}

int __wrap_echo_socket_send(int fd, const struct address *to, int index, uint32_t mark,
			    const struct echo *echo)
{
	assert_int_equal(fd, 1000 + to->family);
	if (send_error)
		return send_error;
	assert_in_range(n_sent, 0, SENT_MAX - 1);
	sent[n_sent++] = (struct sent){ *to, index, mark, *echo };
	return 0;
}

static bool is_answered(const struct sent *s)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	address_format(&s->to, buf);
	for (i = 0; i < ARRAY_SIZE(works); i++)
		if (works[i] && !strcmp(works[i], buf))
			return true;
	return false;
}

int __wrap_echo_socket_receive(int fd, uint8_t family, struct echo_received *received)
{
	const struct sent *s;

	while (n_received < n_sent) {
		s = &sent[n_received];
		if (s->to.family != family)
			return -EAGAIN;
		n_received++;
		if (!is_answered(s))
			continue;
		*received = (struct echo_received){ s->to, s->index, s->echo };
		return 0;
	}
	return -EAGAIN;
}

int __wrap_circuits_down_keep(const struct circuits_down *list)
{
	size_t i, at = 0;

	kept[0] = '\0';
	for (i = 0; i < list->n; i++)
		at += (size_t)snprintf(kept + at, sizeof(kept) - at, "%u %s;", list->v[i].id,
				       list->v[i].why);
	n_kept++;
	return 0;
}

static int reset(void **state)
{
	n_sent = 0;
	n_received = 0;
	n_kept = 0;
	kept[0] = '\0';
	memset(works, 0, sizeof(works));
	send_error = 0;
	return 0;
}

static void test_duration(void **state)
{
	static const struct {
		const char *text;
		uint32_t msec;
	} good[] = {
		{ "0s", 0 }, { "1ms", 1 }, { "999ms", 999 }, { "1s", 1000 }, { "90s", 90000 },
		{ "2m", 120000 }, { "71582m", 4294920000u }, { "4294967295ms", UINT32_MAX },
	};
	static const char *const bad[] = {
		"", "s", "1", "01s", "-1s", "+1s", " 1s", "1 s", "1s ", "1.5s", "1h", "1S",
		"71583m", "4294967296ms", "99999999999999999999s",
	};
	char buf[DURATION_STRLEN];
	uint32_t msec;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		assert_int_equal(duration_parse(good[i].text, &msec), 0);
		assert_int_equal(msec, good[i].msec);
	}
	msec = 7;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(duration_parse(bad[i], &msec), -EINVAL);
	assert_int_equal(msec, 7);
	assert_string_equal(duration_format(1500, buf), "1500ms");
	assert_string_equal(duration_format(90000, buf), "90s");
	assert_string_equal(duration_format(120000, buf), "2m");
	assert_string_equal(duration_format(UINT32_MAX, buf), "4294967295ms");
}

static void rounds(struct verdict *verdict, const char *answers, const char *expected)
{
	size_t i;

	for (i = 0; answers[i]; i++) {
		verdict_round(verdict, answers[i] == '1', 3, 4);
		assert_int_equal(verdict->down, expected[i] == 'd');
	}
}

/* Three without an answer, one after the other; then four with one. */
static void test_verdict(void **state)
{
	struct verdict verdict = { 0 };

	rounds(&verdict, "0010011000", ".........d");
	rounds(&verdict, "1110111", "ddddddd");
	rounds(&verdict, "1001", "....");
	assert_false(verdict_round(&verdict, false, 1000, 1));
	assert_true(verdict_round(&verdict, false, 2, 1));
	assert_true(verdict_round(&verdict, true, 2, 1));
}

static void test_hold(void **state)
{
	struct hold hold = { 0 };

	/* At the start it is up at once. */
	assert_false(hold_update(&hold, true, 1000, 500));
	assert_true(hold.up);
	assert_int_equal(hold_wait(&hold, 1000), -1);
	assert_true(hold_update(&hold, false, 2000, 500));
	assert_int_equal(hold_wait(&hold, 9000), -1);
	/* Ten flaps are one time down. */
	assert_false(hold_update(&hold, true, 2100, 500));
	assert_int_equal(hold_wait(&hold, 2200), 400);
	assert_false(hold_update(&hold, true, 2599, 500));
	assert_false(hold_update(&hold, false, 2599, 500));
	assert_false(hold_update(&hold, true, 2600, 500));
	assert_int_equal(hold_wait(&hold, 2600), 500);
	assert_false(hold_update(&hold, true, 3099, 500));
	assert_int_equal(hold_wait(&hold, 3100), 0);
	assert_true(hold_update(&hold, true, 3100, 500));
	assert_true(hold.up);
	/* Without hold-down it is up when it works. */
	assert_true(hold_update(&hold, false, 4000, 0));
	assert_true(hold_update(&hold, true, 4000, 0));
}

/* One that does not work at the start is down, and is up later. */
static void test_hold_at_start(void **state)
{
	struct hold hold = { 0 };

	assert_true(hold_update(&hold, false, 1000, 500));
	assert_false(hold_update(&hold, true, 1100, 500));
	assert_int_equal(hold_wait(&hold, 1100), 500);
	assert_true(hold_update(&hold, true, 1600, 500));
}

static void test_path(void **state)
{
	struct probe_path path = { .sequence = 65534 };

	assert_int_equal(probe_window(100), 20);
	assert_int_equal(probe_window(1000), 2);
	assert_int_equal(probe_window(3600000), 1);
	assert_false(probe_path_answered(&path, 65534, 2));
	probe_path_next(&path);
	probe_path_sent(&path);
	probe_path_next(&path);
	assert_int_equal(path.sequence, 0);
	/* It was not sent. */
	assert_false(probe_path_answered(&path, 0, 2));
	probe_path_sent(&path);
	assert_true(probe_path_answered(&path, 0, 2));
	assert_false(probe_path_answered(&path, 0, 2));
	assert_true(probe_path_answered(&path, 65535, 2));
	probe_path_next(&path);
	probe_path_sent(&path);
	probe_path_next(&path);
	probe_path_next(&path);
	assert_false(probe_path_answered(&path, 1, 2));
	assert_false(probe_path_answered(&path, 4, 2));
	assert_true(probe_path_answered(&path, 1, 3));
}

static void test_echo(void **state)
{
	const struct echo echo = { 0x1234, 0xfffe, 0x0102030405060708 };
	uint8_t packet[20 + ECHO_SIZE + 1] = { 0x45 }, *icmp = packet + 20;
	struct echo read = { 0 };
	size_t i;

	echo_request(&echo, AF_INET, icmp);
	assert_int_equal(icmp[0], 8);
	/* A request is no reply, even with a valid checksum. */
	assert_false(echo_reply(packet, 20 + ECHO_SIZE, AF_INET, &read));
	icmp[0] = 0;
	/* The checksum of a packet that changes from type 8 to type 0. */
	i = (size_t)(icmp[2] << 8 | icmp[3]) + 0x800;
	i = (i & 0xffff) + (i >> 16);
	icmp[2] = (uint8_t)(i >> 8);
	icmp[3] = (uint8_t)i;
	assert_true(echo_reply(packet, 20 + ECHO_SIZE, AF_INET, &read));
	assert_int_equal(read.id, echo.id);
	assert_int_equal(read.sequence, echo.sequence);
	assert_true(read.cookie == echo.cookie);
	for (i = 0; i < 20 + ECHO_SIZE; i++)
		assert_false(echo_reply(packet, i, AF_INET, &read));
	assert_false(echo_reply(packet, sizeof(packet), AF_INET, &read));
	icmp[9] ^= 1;
	assert_false(echo_reply(packet, 20 + ECHO_SIZE, AF_INET, &read));

	echo_request(&echo, AF_INET6, icmp);
	assert_int_equal(icmp[0], 128);
	assert_false(echo_reply(icmp, ECHO_SIZE, AF_INET6, &read));
	icmp[0] = 129;
	memset(&read, 0, sizeof(read));
	assert_true(echo_reply(icmp, ECHO_SIZE, AF_INET6, &read));
	assert_int_equal(read.id, echo.id);
	icmp[1] = 1;
	assert_false(echo_reply(icmp, ECHO_SIZE, AF_INET6, &read));
}

/*
 * Circuits of a site
 */

static const char two_links[] =
	"circuits:\n"
	"  us:\n"
	"    id: 3\n"
	"    links: {a: {gateway: 198.51.100.1}, b: {gateway: [198.51.100.5, \"2001:db8::1\"]}}\n"
	"    probe: {to: [192.0.2.1, \"2001:db8:ff::1\"], every: 1s, down-after: 3, up-after: 2}\n"
	"    hold-down: 10s\n"
	"  eu: {id: 4, links: {c: {}}}\n";

static void follow(struct circuits *circuits, const char *text, bool running, uint64_t now)
{
	static const char *const names[] = { "a", "b", "c" };
	struct diagnostics diags = { 0 };
	struct devices devices = { 0 };
	struct device *device;
	struct site site;
	size_t i;

	assert_int_equal(config_parse(text, strlen(text), &site, &diags), 0);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		device = devices_add(&devices, names[i]);
		device->present = true;
		device->running = running;
		device->index = (int)i + 1;
	}
	circuits_follow(circuits, &site, &devices, now);
	devices_free(&devices);
	diagnostics_free(&diags);
	site_free(&site);
}

static bool work(struct circuits *circuits, uint64_t now, const char *expected)
{
	struct causes causes = { 0 };
	bool changed = circuits_work(circuits, now, &causes);
	char *text = causes_text(&causes);

	assert_string_equal(text, expected);
	free(text);
	causes_clear(&causes);
	return changed;
}

/* Each address by each link that carries its family, with the routing mark of the circuit. */
static void test_paths(void **state)
{
	struct circuits circuits;

	circuits_open(&circuits);
	follow(&circuits, two_links, true, 5000);
	assert_int_equal(circuits.n, 1);
	assert_int_equal(circuits_wait(&circuits, 5000), 0);
	assert_false(work(&circuits, 5000, ""));
	assert_int_equal(circuits_wait(&circuits, 5000), 1000);
	assert_int_equal(n_sent, 3);
	assert_int_equal(sent[0].index, 1);
	assert_int_equal(sent[1].index, 2);
	assert_int_equal(sent[2].index, 2);
	assert_int_equal(sent[2].to.family, AF_INET6);
	assert_int_equal(sent[0].mark, 3 << 16);
	assert_int_not_equal(sent[0].echo.id, sent[1].echo.id);
	assert_int_not_equal(sent[1].echo.id, sent[2].echo.id);
	assert_true(sent[0].echo.cookie == sent[1].echo.cookie);
	circuits_close(&circuits);
}

static void test_down_and_up(void **state)
{
	struct circuits circuits;
	uint64_t now;

	circuits_open(&circuits);
	works[0] = "192.0.2.1";
	follow(&circuits, two_links, true, 1000);
	for (now = 1000; now <= 10000; now += 1000)
		assert_false(work(&circuits, now, ""));
	assert_int_equal(n_kept, 1);
	/* The probes of 10000, 11000 and 12000 are not answered. */
	works[0] = NULL;
	assert_false(work(&circuits, 11000, ""));
	assert_false(work(&circuits, 12000, ""));
	assert_true(work(&circuits, 13000,
			 "probe of us: no answer from 192.0.2.1, 2001:db8:ff::1"));
	assert_string_equal(kept, "3 its probe got no answer from 192.0.2.1, 2001:db8:ff::1 3 times in a row;");
	/* Those of 13000 and 14000 are, and hold-down ends 10 s later. */
	works[0] = "2001:db8:ff::1";
	for (now = 14000; now < 25000; now += 1000)
		assert_false(work(&circuits, now, ""));
	assert_int_equal(n_kept, 3);
	assert_true(circuits.v[0].since > 0);
	assert_string_equal(kept, "3 works again: it is up if it does for 10s;");
	assert_true(work(&circuits, 25000, "hold-down of us is over"));
	assert_string_equal(kept, "");
	circuits_close(&circuits);
}

/* The links of a circuit that has hold-down; and a file without the circuit. */
static void test_links(void **state)
{
	static const char other[] = "circuits:\n  eu: {id: 4, links: {c: {}}}\n";
	static const char other_id[] =
		"circuits:\n  eu: {id: 5, links: {c: {}}, hold-down: 2s}\n";
	static const char held[] = "circuits:\n  eu: {id: 4, links: {c: {}}, hold-down: 2s}\n";
	struct circuits circuits;

	circuits_open(&circuits);
	follow(&circuits, held, true, 1000);
	assert_int_equal(circuits_wait(&circuits, 1000), -1);
	follow(&circuits, held, false, 2000);
	assert_string_equal(kept, "4 no link of it is running;");
	assert_int_equal(circuits_wait(&circuits, 2000), -1);
	follow(&circuits, held, true, 3000);
	assert_int_equal(circuits_wait(&circuits, 3000), 2000);
	follow(&circuits, held, false, 4000);
	follow(&circuits, held, true, 4500);
	assert_false(work(&circuits, 6499, ""));
	assert_true(work(&circuits, 6500, "hold-down of eu is over"));
	assert_string_equal(kept, "");
	follow(&circuits, held, false, 7000);
	assert_string_equal(kept, "4 no link of it is running;");
	follow(&circuits, other_id, true, 7500);
	assert_string_equal(kept, "");
	follow(&circuits, other_id, false, 7600);
	assert_string_equal(kept, "5 no link of it is running;");
	follow(&circuits, other, false, 8000);
	assert_string_equal(kept, "");
	assert_int_equal(circuits.n, 0);
	circuits_close(&circuits);
}

/* The links come back, and the path is dead: another reason, but not another time down. */
static void test_other_reason(void **state)
{
	struct circuits circuits;
	uint64_t now;

	circuits_open(&circuits);
	follow(&circuits, two_links, false, 1000);
	assert_string_equal(kept, "3 no link of it is running;");
	for (now = 1000; now <= 5000; now += 1000)
		assert_false(work(&circuits, now, ""));
	follow(&circuits, two_links, true, 5500);
	assert_non_null(strstr(kept, "3 its probe got no answer"));
	circuits_close(&circuits);
}

/* What cannot be sent counts as no answer, once in a round. */
static void test_send_error(void **state)
{
	struct circuits circuits;
	uint64_t now;

	circuits_open(&circuits);
	send_error = -ENETUNREACH;
	follow(&circuits, two_links, true, 1000);
	for (now = 1000; now < 4000; now += 1000) {
		assert_false(work(&circuits, now, ""));
		assert_int_equal(circuits_wait(&circuits, now), 1000);
	}
	assert_true(work(&circuits, now, "probe of us: no answer from 192.0.2.1, 2001:db8:ff::1"));
	circuits_close(&circuits);
}

static bool take(struct circuits *circuits, const char *from, int index, const struct echo *echo,
		 int id, int sequence)
{
	struct address a;

	assert_int_equal(address_parse(from, &a), 0);
	return prober_take(&circuits->prober, &a, index, (uint16_t)(echo->id + id),
			   (uint16_t)(echo->sequence + sequence));
}

/* Only the answer of the address, by a link of the circuit, and once. */
static void test_answers(void **state)
{
	struct circuits circuits;
	const struct echo *echo;

	circuits_open(&circuits);
	follow(&circuits, two_links, true, 1000);
	work(&circuits, 1000, "");
	echo = &sent[0].echo;
	assert_false(take(&circuits, "192.0.2.2", 1, echo, 0, 0));
	assert_false(take(&circuits, "2001:db8:ff::1", 1, echo, 0, 0));
	assert_false(take(&circuits, "192.0.2.1", 3, echo, 0, 0));
	assert_false(take(&circuits, "192.0.2.1", 0, echo, 0, 0));
	assert_false(take(&circuits, "192.0.2.1", 1, echo, 7, 0));
	assert_false(take(&circuits, "192.0.2.1", 1, echo, 0, 1));
	assert_false(take(&circuits, "192.0.2.1", 1, echo, 0, -1));
	assert_false(circuits.prober.v[0].answered);
	/* By the other link. */
	assert_true(take(&circuits, "192.0.2.1", 2, echo, 0, 0));
	assert_true(circuits.prober.v[0].answered);
	assert_false(take(&circuits, "192.0.2.1", 1, echo, 0, 0));
	circuits_close(&circuits);
}

/* Applied again, with another device: the same probes go on. */
static void test_follow_again(void **state)
{
	struct circuits circuits;

	circuits_open(&circuits);
	follow(&circuits, two_links, true, 1000);
	work(&circuits, 1000, "");
	follow(&circuits, two_links, true, 1500);
	assert_int_equal(circuits_wait(&circuits, 1500), 500);
	work(&circuits, 2000, "");
	assert_int_equal(n_sent, 6);
	assert_int_equal(sent[3].echo.id, sent[0].echo.id);
	assert_int_equal(sent[3].echo.sequence, sent[0].echo.sequence + 1);
	/* Rounds that are late are not made up for, and the next one is when it would be. */
	work(&circuits, 59300, "");
	assert_int_equal(n_sent, 9);
	assert_int_equal(circuits_wait(&circuits, 59300), 700);
	circuits_close(&circuits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_verdict),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_hold_at_start),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_echo),
		cmocka_unit_test_setup(test_paths, reset),
		cmocka_unit_test_setup(test_down_and_up, reset),
		cmocka_unit_test_setup(test_links, reset),
		cmocka_unit_test_setup(test_other_reason, reset),
		cmocka_unit_test_setup(test_send_error, reset),
		cmocka_unit_test_setup(test_answers, reset),
		cmocka_unit_test_setup(test_follow_again, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
