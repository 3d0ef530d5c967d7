// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/active_engine.h"
#include "backend/module_event.h"
#include "backend/name_history.h"
#include "backend/service_event.h"
#include "print/events.h"
#include "print/json.h"
#include "util/alloc.h"
#include "util/error.h"
#include "util/wall_clock.h"

/**
 * struct monitor - events being printed
 * @ctx: how they are printed
 * @has_module: the module is in force, and sends events
 * @m: the module
 * @events: the socket that receives its events
 * @history: names for the ids in them
 * @service: descriptor that receives events of the service; -1: it may not listen
 */
struct monitor {
	const struct context *ctx;
	bool has_module;
	struct module m;
	struct nl_socket events;
	struct name_history history;
	int service;
};

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
	stop = 1;
}

static int print_event(const struct event *event, void *data)
{
	struct monitor *monitor = data;
	const struct names *names;
	int err;

	err = name_history_get(&monitor->history, &monitor->m, event->generation, &names);
	if (err)
		return err;
	if (monitor->ctx->json)
		json_print_line(event_json(event, names, wall_clock_nsec()), stdout);
	else
		event_text(event, names, wall_clock_nsec(), stdout);
	fflush(stdout);
	/* main() reports that the output cannot be written. */
	return ferror(stdout) ? -EIO : 0;
}

static int print_service(const struct service_event *event, void *data)
{
	struct monitor *monitor = data;

	if (monitor->ctx->json)
		json_print_line(service_event_json(event, wall_clock_nsec()), stdout);
	else
		service_event_text(event, wall_clock_nsec(), stdout);
	fflush(stdout);
	return ferror(stdout) ? -EIO : 0;
}

static int read_events(struct monitor *monitor, const struct pollfd *module,
		       const struct pollfd *service)
{
	int err = 0;

	if (service->revents & (POLLIN | POLLERR)) {
		err = service_event_read(service->fd, print_service, monitor);
		if (err && err != -EIO)
			error("cannot read events of the service: %s", strerror(-err));
	}
	if (!err && module->revents & (POLLIN | POLLERR)) {
		err = module_event_read(&monitor->events, &monitor->m.family, print_event, monitor);
		err = err == -EINTR ? 0 : err;
	}
	return err;
}

/* Prints events until a signal arrives or the reader of the output closes it. */
static int watch(struct monitor *monitor, const sigset_t *unblocked)
{
	struct pollfd fds[] = {
		{ .fd = -1, .events = POLLIN },
		{ .fd = monitor->service, .events = POLLIN },
		{ .fd = STDOUT_FILENO },
	};
	int err;

	if (monitor->has_module)
		fds[0].fd = mnl_socket_get_fd(monitor->events.mnl);
	while (!stop) {
		if (ppoll(fds, 3, NULL, unblocked) < 0) {
			if (errno == EINTR)
				continue;
			err = -errno;
			error("cannot wait for events: %s", strerror(-err));
			return err;
		}
		if (fds[2].revents & (POLLERR | POLLHUP))
			return 0;
		err = read_events(monitor, &fds[0], &fds[1]);
		if (err)
			return err;
	}
	return 0;
}

/* Signals interrupt only ppoll(), so that no line is cut short. */
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

/* Reports that from now on no event is missed without a notice. */
static int print_subscribed(const struct monitor *monitor)
{
	if (monitor->ctx->json)
		json_print_line(event_subscribed_json(wall_clock_nsec()), stdout);
	else if (monitor->has_module)
		fputs("ersym: waiting for events, Ctrl-C ends\n", stderr);
	else
		fputs("ersym: waiting for events of \"ersym run\", Ctrl-C ends; the nftables engine has none of packets and links: see \"ersym show violations\"\n",
		      stderr);
	return ferror(stdout) ? -EIO : 0;
}

/* The service has events with both engines. */
static int open_service(struct monitor *monitor)
{
	monitor->service = service_event_open();
	if (monitor->service >= 0)
		return 0;
	if (monitor->service != -EPERM || !monitor->has_module) {
		error("cannot listen to events of the service: %s", strerror(-monitor->service));
		return monitor->service;
	}
	if (!monitor->ctx->json)
		warning("without CAP_NET_ADMIN, events of \"ersym run\" are not printed");
	monitor->service = -1;
	return 0;
}

static int open_module(struct monitor *monitor)
{
	int err = module_require(&monitor->m);

	if (err)
		return err;
	err = module_event_open(&monitor->m, &monitor->events);
	if (!err)
		err = name_history_init(&monitor->history, &monitor->m);
	return err;
}

static void close_module(struct monitor *monitor)
{
	name_history_free(&monitor->history);
	nl_close(&monitor->events);
	module_close(&monitor->m);
}

static int monitor_run(struct monitor *monitor)
{
	sigset_t unblocked;
	int err;

	catch_signals(&unblocked);
	err = open_service(monitor);
	if (!err && monitor->has_module)
		err = open_module(monitor);
	if (!err)
		err = print_subscribed(monitor);
	if (!err)
		err = watch(monitor, &unblocked);
	if (monitor->has_module)
		close_module(monitor);
	if (monitor->service >= 0)
		close(monitor->service);
	return err;
}

static int find_engine(struct monitor *monitor)
{
	struct active_engine active;
	int err = active_engine_open(&active);

	if (err)
		return err;
	monitor->has_module = active.engine == ENGINE_MODULE;
	active_engine_close(&active);
	return 0;
}

int cmd_monitor(struct context *ctx, int argc, char **argv)
{
	struct monitor *monitor = xcalloc(1, sizeof(*monitor));
	int err;

	monitor->ctx = ctx;
	err = find_engine(monitor);
	if (!err)
		err = monitor_run(monitor);
	free(monitor);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
