// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backend/events.h"
#include "backend/names.h"
#include "backend/running.h"
#include "out/events.h"
#include "out/json.h"
#include "util/alloc.h"
#include "util/error.h"

/**
 * struct monitor - what is printed, and with which names
 * @now: of the configuration in force when they were last read
 * @before: of the one before: its events may still be on their way
 * @none: for events of any other configuration
 */
struct monitor {
	const struct context *ctx;
	struct module m;
	struct nl_socket events;
	struct names now;
	struct names before;
	struct names none;
};

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
	stop = 1;
}

static uint64_t clock_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* Ids get other names with another configuration. */
static int names_of(struct monitor *monitor, uint32_t generation, const struct names **names)
{
	struct names fresh;
	int err;

	*names = &monitor->none;
	if (!generation)
		return 0;
	if (generation != monitor->now.config.generation &&
	    generation != monitor->before.config.generation) {
		err = names_load(&monitor->m, &fresh);
		if (err)
			return err;
		if (fresh.config.generation != monitor->now.config.generation) {
			names_free(&monitor->before);
			monitor->before = monitor->now;
			monitor->now = fresh;
		} else {
			names_free(&fresh);
		}
	}
	if (generation == monitor->now.config.generation)
		*names = &monitor->now;
	else if (generation == monitor->before.config.generation)
		*names = &monitor->before;
	return 0;
}

static int print_event(const struct event *event, void *data)
{
	struct monitor *monitor = data;
	const struct names *names;
	int err;

	err = names_of(monitor, event->generation, &names);
	if (err)
		return err;
	if (monitor->ctx->json)
		json_print_line(event_json(event, names, clock_now()), stdout);
	else
		event_text(event, names, clock_now(), stdout);
	fflush(stdout);
	/* main() says that the output cannot be written. */
	return ferror(stdout) ? -EIO : 0;
}

/* Until a signal comes, or nobody reads the output any more. 0 or -errno. */
static int watch(struct monitor *monitor, const sigset_t *unblocked)
{
	struct pollfd fds[] = {
		{ .fd = mnl_socket_get_fd(monitor->events.mnl), .events = POLLIN },
		{ .fd = STDOUT_FILENO },
	};
	int err;

	while (!stop) {
		if (ppoll(fds, 2, NULL, unblocked) < 0) {
			if (errno == EINTR)
				continue;
			err = -errno;
			error("cannot wait for events: %s", strerror(-err));
			return err;
		}
		if (fds[1].revents & (POLLERR | POLLHUP))
			return 0;
		if (!(fds[0].revents & (POLLIN | POLLERR)))
			continue;
		err = events_read(&monitor->events, &monitor->m.family, print_event, monitor);
		if (err && err != -EINTR)
			return err;
	}
	return 0;
}

/* Signals end only the wait, so that no line is cut short. */
static void catch_signals(sigset_t *unblocked)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, unblocked);
	sigdelset(unblocked, SIGINT);
	sigdelset(unblocked, SIGTERM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* Programs read an object, people a line, that says from when on nothing is missed. */
static int print_subscribed(const struct context *ctx)
{
	if (ctx->json)
		json_print_line(event_subscribed_json(clock_now()), stdout);
	else
		fputs("ersym: waiting for events, Ctrl-C ends\n", stderr);
	return ferror(stdout) ? -EIO : 0;
}

static int monitor_run(struct monitor *monitor)
{
	sigset_t unblocked;
	int err;

	catch_signals(&unblocked);
	err = events_open(&monitor->m, &monitor->events);
	if (err)
		return err;
	err = names_load(&monitor->m, &monitor->now);
	if (!err)
		err = print_subscribed(monitor->ctx);
	if (!err)
		err = watch(monitor, &unblocked);
	names_free(&monitor->now);
	names_free(&monitor->before);
	nl_close(&monitor->events);
	return err;
}

static int need_events(void)
{
	struct running running;
	int err = running_open(&running);

	if (err)
		return err;
	if (running.engine == ENGINE_NFTABLES) {
		error("engine nftables, which is in force, has no events: look at \"ersym show violations\", or put engine: module in force");
		err = -EOPNOTSUPP;
	}
	running_close(&running);
	return err;
}

int cmd_monitor(struct context *ctx, int argc, char **argv)
{
	struct monitor *monitor;
	int err;

	err = need_events();
	if (err)
		return EXIT_FAILURE;
	monitor = xcalloc(1, sizeof(*monitor));
	monitor->ctx = ctx;
	err = module_require(&monitor->m);
	if (!err) {
		err = monitor_run(monitor);
		module_close(&monitor->m);
	}
	free(monitor);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
