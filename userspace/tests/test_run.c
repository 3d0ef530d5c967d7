// SPDX-License-Identifier: GPL-2.0
/* run/: when the service looks, why, and what it tells. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "model/site.h"
#include "plan/operation.h"
#include "run/causes.h"
#include "run/journal.h"
#include "run/notices.h"
#include "run/notify.h"
#include "run/pace.h"
#include "run/report.h"
#include "tests/capture.h"
#include "tests/wrapped_sendto.h"
#include "util/alloc.h"

/* A pause after the first change, which others do not prolong. */
static void test_pause(void **state)
{
	struct pace pace = { 0 };

	assert_int_equal(pace_wait(&pace, 1000), -1);
	pace_change(&pace, 1000);
	assert_int_equal(pace_wait(&pace, 1000), 100);
	pace_change(&pace, 1090);
	assert_int_equal(pace_wait(&pace, 1090), 10);
	assert_int_equal(pace_wait(&pace, 1100), 0);
	assert_int_equal(pace_wait(&pace, 5000), 0);
	pace_looked(&pace, 1150, true);
	assert_int_equal(pace_wait(&pace, 1150), -1);
}

/* A change each millisecond of ten seconds, and looks that take 20 ms. */
static void test_storm(void **state)
{
	struct pace pace = { 0 };
	unsigned int looks = 0;
	uint64_t now;

	for (now = 1; now <= 10000; now++) {
		pace_change(&pace, now);
		if (pace_wait(&pace, now))
			continue;
		looks++;
		now += 20;
		pace_looked(&pace, now, false);
	}
	assert_in_range(looks, 30, 40);
}

/* Two programs that undo what the other does: rarer, but within a second. */
static void test_strife(void **state)
{
	struct pace pace = { 0 };
	int i;

	for (i = 0; i < 10; i++)
		pace_looked(&pace, 1000, true);
	pace_change(&pace, 1000);
	assert_int_equal(pace_wait(&pace, 1000), 800);
	pace_looked(&pace, 2000, false);
	pace_change(&pace, 2001);
	assert_int_equal(pace_wait(&pace, 2001), 249);
}

static void check_causes(const struct causes *causes, const char *expected)
{
	char *text = causes_text(causes);

	assert_string_equal(text, expected);
	free(text);
}

static void add_addresses(struct causes *causes, unsigned int n)
{
	struct change change = { .kind = CHANGE_ADDRESS };

	while (n--) {
		snprintf(change.device, sizeof(change.device), "eth%u", n);
		causes_add(causes, &change);
	}
}

/* That so many changes are left out, of which this is one. */
static void check_more(const struct causes *causes, const char *left_out, unsigned int n)
{
	char *text = causes_text(causes), *end = strstr(text, ", and ");
	unsigned int more;

	assert_null(strstr(text, left_out));
	assert_non_null(end);
	assert_int_equal(sscanf(end, ", and %u more change", &more), 1);
	assert_int_equal(more, n);
	free(text);
}

static void test_causes(void **state)
{
	static const struct change changes[] = {
		{ .kind = CHANGE_LINK_UP, .device = "us-pri" },
		{ .kind = CHANGE_LINK_UP, .device = "us-pri" },
		{ .kind = CHANGE_LINK_DOWN, .device = "eu-pri" },
		{ .kind = CHANGE_RULESET, .program = "nft", .process = 7 },
		{ .kind = CHANGE_ADDRESS },
		{ .kind = CHANGE_ROUTE },
		{ .kind = CHANGE_LOST },
	};
	struct causes causes = { 0 };
	char *text;
	size_t i;

	check_causes(&causes, "");
	for (i = 0; i < 3; i++)
		causes_add(&causes, &changes[i]);
	check_causes(&causes, "us-pri is up, eu-pri is down");
	for (; i < 7; i++)
		causes_add(&causes, &changes[i]);
	check_causes(&causes, "us-pri is up, eu-pri is down, an address of a device changed, "
			      "a route changed, nft (process 7) changed the nft ruleset, "
			      "notifications of the kernel were lost");
	add_addresses(&causes, CAUSES_MAX - 5);
	check_more(&causes, "notifications of the kernel were lost", 1);
	causes_add(&causes, &(struct change){ .kind = CHANGE_LINK_UP, .device = "eu-pri" });
	check_more(&causes, "nft (process 7) changed the nft ruleset", 2);
	text = causes_text(&causes);
	assert_ptr_equal(strstr(text, "us-pri is up, eu-pri is up, eu-pri is down, "), text);
	free(text);
	causes_clear(&causes);
	causes_add(&causes, &changes[6]);
	check_causes(&causes, "notifications of the kernel were lost");
	causes_clear(&causes);
	causes_add(&causes, &(struct change){ .kind = CHANGE_SYSCTL, .device = "us-pri" });
	check_causes(&causes, "proxy_ndp of us-pri changed");
	causes_clear(&causes);
}

/* Told once, and again only after a look without it. */
static void test_notices(void **state)
{
	struct notices notices = { 0 };

	assert_true(notices_add(&notices, "a"));
	assert_false(notices_add(&notices, "a"));
	assert_true(notices_add(&notices, "b"));
	notices_end(&notices);
	assert_false(notices_add(&notices, "b"));
	notices_end(&notices);
	assert_false(notices_add(&notices, "b"));
	assert_true(notices_add(&notices, "a"));
	notices_free(&notices);
}

static void subject_is(const struct site *site, const struct operation *o, const char *circuit,
		       const char *link)
{
	const char *got_circuit, *got_link;

	report_subject(site, o, &got_circuit, &got_link);
	assert_string_equal(got_circuit ? got_circuit : "-", circuit);
	assert_string_equal(got_link ? got_link : "-", link);
}

static void test_subject(void **state)
{
	struct circuit circuits[] = { { .name = "us", .id = 1 }, { .name = "eu", .id = 2 } };
	struct site site = { .circuit = circuits, .n_circuit = 2 };
	struct ip_rule rule = { .table = ROUTE_TABLE + 1 };
	struct route one = { .table = ROUTE_TABLE + 2 }, two = { .table = ROUTE_TABLE + 2 };
	struct operation o = { .verb = VERB_ADD, .object = OBJECT_RULE };

	o.new.rule = &rule;
	subject_is(&site, &o, "us", "-");
	rule.table = 254;
	subject_is(&site, &o, "-", "-");
	route_add_hop(&one, "eu-pri", NULL);
	route_add_hop(&two, "eu-pri", NULL);
	route_add_hop(&two, "eu-sec", NULL);
	o = (struct operation){ .verb = VERB_ADD, .object = OBJECT_ROUTE };
	o.new.route = &one;
	subject_is(&site, &o, "eu", "eu-pri");
	o.new.route = &two;
	subject_is(&site, &o, "eu", "-");
	o.verb = VERB_CHANGE;
	o.old.route = &one;
	subject_is(&site, &o, "eu", "eu-sec");
	o.old.route = &two;
	o.new.route = &one;
	subject_is(&site, &o, "eu", "eu-sec");
	route_free(&one);
	route_free(&two);
}

/* Of @n deleted rules, after a table and a set in it or not, the lines but for the cause. */
static void assert_reported(size_t n, bool table, const char *first, const char *last,
			    size_t lines)
{
	const struct ip_rule rule = { .family = AF_INET, .priority = 33000,
				      .table = ROUTE_TABLE + 1 };
	struct circuit circuit = { .name = "us", .id = 1 };
	const struct site site = { .circuit = &circuit, .n_circuit = 1 };
	const struct nft_set set = { .name = "links" };
	struct operations operations = { 0 };
	struct capture capture;
	char said[4096], *line;
	size_t i, found = 0;

	if (table) {
		operations_add(&operations, VERB_ADD, OBJECT_TABLE, NULL, NULL);
		operations_add(&operations, VERB_ADD, OBJECT_SET, NULL, &set);
	}
	for (i = 0; i < n; i++)
		operations_add(&operations, VERB_ADD, OBJECT_RULE, NULL, &rule);
	unsetenv("JOURNAL_STREAM");
	capture_begin(&capture, stderr);
	report_mended(&site, &operations, "of a test");
	capture_end(&capture, said, sizeof(said));
	operations_free(&operations);
	for (line = said; (line = strchr(line, '\n')); line++)
		found++;
	assert_int_equal(found, lines);
	assert_int_equal(strncmp(said, first, strlen(first)), 0);
	assert_non_null(strstr(said, last));
}

/* Ten lines and a number; what is in a table that was added is no line of its own. */
static void test_lines(void **state)
{
	static const char rule[] = "ersym: circuit us: added rule 33000: ";
	static const char table[] = "ersym: added table inet ersym, because of a test\n";

	assert_reported(1, false, rule, "because of a test\n", 1);
	assert_reported(10, false, rule, "because of a test\n", 10);
	assert_reported(11, false, rule, "\nersym: changed 1 more objects, because", 11);
	assert_reported(1, true, table, rule, 2);
	assert_reported(12, true, table, "\nersym: changed 3 more objects, because", 11);
}

/* What was sent to the journal, instead of being sent. */
static char entry[1024];

ssize_t __wrap_sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *to,
		      socklen_t size)
{
	const struct sockaddr_un *address = (const void *)to;

	if (strcmp(address->sun_path, "/run/systemd/journal/socket"))
		return __real_sendto(fd, buf, n, flags, to, size);
	assert_true(n < sizeof(entry));
	memcpy(entry, buf, n);
	entry[n] = '\0';
	return n;
}

/* stderr is the journal if it is the device and the inode that the manager names. */
static void journal_prints(unsigned int device, unsigned int inode, char *said, size_t size)
{
	const struct journal_fields fields = {
		.circuit = "us", .object = "rule 0", .cause = "a\nb",
	};
	struct capture capture;
	struct stat st;
	char *stream;

	entry[0] = '\0';
	capture_begin(&capture, stderr);
	assert_int_equal(fstat(STDERR_FILENO, &st), 0);
	stream = xasprintf("%llu:%llu", (unsigned long long)st.st_dev + device,
			   (unsigned long long)st.st_ino + inode);
	setenv("JOURNAL_STREAM", stream, 1);
	journal_print(JOURNAL_WARNING, &fields, "two\nlines");
	capture_end(&capture, said, size);
	unsetenv("JOURNAL_STREAM");
	free(stream);
}

/* With its fields if stderr is the journal, and a line each. */
static void test_journal(void **state)
{
	char said[256];

	journal_prints(0, 0, said, sizeof(said));
	assert_string_equal(said, "");
	assert_string_equal(entry, "PRIORITY=4\nSYSLOG_IDENTIFIER=ersym\nMESSAGE=two lines\n"
				   "ERSYM_CIRCUIT=us\nERSYM_OBJECT=rule 0\nERSYM_CAUSE=a b\n");
	journal_prints(1, 0, said, sizeof(said));
	assert_string_equal(said, "ersym: warning: two\nlines\n");
	assert_string_equal(entry, "");
	journal_prints(0, 1, said, sizeof(said));
	assert_string_equal(entry, "");
}

static int listen_at(const struct sockaddr_un *address, size_t length)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (const void *)address,
			      offsetof(struct sockaddr_un, sun_path) + length), 0);
	return fd;
}

static void notified(int fd, const char *expected)
{
	char text[64] = { 0 };

	assert_true(recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT) > 0);
	assert_string_equal(text, expected);
	close(fd);
}

/* Of a path, and in the abstract namespace; without a manager nothing happens. */
static void test_notify(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length;
	int fd;

	unsetenv("NOTIFY_SOCKET");
	notify_send("READY=1");
	snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/ersym-notify.%d", getpid());
	length = strlen(address.sun_path);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	fd = listen_at(&address, length);
	notify_send("STATUS=%d circuits", 2);
	unlink(address.sun_path);
	notified(fd, "STATUS=2 circuits");
	address.sun_path[0] = '@';
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	address.sun_path[0] = '\0';
	fd = listen_at(&address, length);
	notify_send("READY=1");
	notified(fd, "READY=1");
	notify_send("READY=1");
	unsetenv("NOTIFY_SOCKET");
}

static void test_watchdog(void **state)
{
	char *own = xasprintf("%d", getpid());

	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	assert_int_equal(notify_watchdog(), -1);
	setenv("WATCHDOG_USEC", "60000000", 1);
	assert_int_equal(notify_watchdog(), 30000);
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(notify_watchdog(), -1);
	setenv("WATCHDOG_PID", own, 1);
	assert_int_equal(notify_watchdog(), 30000);
	setenv("WATCHDOG_USEC", "0", 1);
	assert_int_equal(notify_watchdog(), -1);
	free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_storm),
		cmocka_unit_test(test_strife),
		cmocka_unit_test(test_causes),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_subject),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_journal),
		cmocka_unit_test(test_notify),
		cmocka_unit_test(test_watchdog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
