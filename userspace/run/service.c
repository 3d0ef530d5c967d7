// SPDX-License-Identifier: GPL-2.0
#include "run/service.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "run/causes.h"
#include "run/clock.h"
#include "run/config_watch.h"
#include "run/journal.h"
#include "run/look.h"
#include "run/notify.h"
#include "run/pace.h"
#include "util/alloc.h"
#include "util/error.h"

/* While a command is at work at the start. */
#define ATTEMPTS 50
#define ATTEMPT_MSEC 100

/**
 * struct service - the service
 * @file: the configuration file
 * @keeper: what it does
 * @pace: when it does it
 * @causes: why
 * @next: those of @causes that were received during a look, which may have read the state before
 * @alive: when the manager was last notified that the service is alive
 * @signals: descriptor that signals are read from
 * @config: descriptor that is readable when another configuration is in force
 * @stop: a signal has ended it
 */
struct service {
	const char *file;
	struct keeper keeper;
	struct pace pace;
	struct causes causes;
	struct causes next;
	uint64_t alive;
	int signals;
	int config;
	bool stop;
};

static void take_change(const struct change *change, void *data)
{
	struct service *s = data;

	causes_add(&s->causes, change);
	pace_change(&s->pace, now_msec());
}

static void print_status(const struct service *s, const char *head)
{
	notify_send("%sSTATUS=%zu circuits in force, looked %lu times, mended %lu changes", head,
		    s->keeper.n_circuit, s->keeper.looks, s->keeper.mended);
}

static void take_late_change(const struct change *change, void *data)
{
	struct service *s = data;

	causes_add(&s->causes, change);
	causes_add(&s->next, change);
}

/* An error is met again, and reported, where notifications are read next. */
static char *explain(void *data)
{
	struct service *s = data;

	watch_read(&s->keeper.watch, take_late_change, s);
	return causes_text(&s->causes);
}

static char *explain_start(void *data)
{
	return xstrdup("the service was started");
}

static int look(struct service *s, cause_fn cause)
{
	bool mended;
	int ret;

	config_watch_add(s->config, s->keeper.kept.directory);
	ret = keeper_look(&s->keeper, cause, s, &mended);
	if (ret == -EAGAIN) {
		/* It ends soon: look then. */
		pace_looked(&s->pace, now_msec(), false);
		pace_change(&s->pace, now_msec());
		return ret;
	}
	pace_looked(&s->pace, now_msec(), mended);
	causes_clear(&s->causes);
	s->causes = s->next;
	memset(&s->next, 0, sizeof(s->next));
	if (s->causes.n)
		pace_change(&s->pace, now_msec());
	return ret;
}

static void look_again(struct service *s)
{
	look(s, explain);
	print_status(s, "");
}

static void reload(struct service *s)
{
	notify_send("RELOADING=1\nMONOTONIC_USEC=%" PRIu64, now_usec());
	if (keeper_apply(&s->keeper, s->file))
		journal_print(JOURNAL_ERROR, NULL,
			      "reload failed: what was in force before stays in force");
	print_status(s, "READY=1\n");
}

static void take_signals(struct service *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			reload(s);
		else
			s->stop = true;
	}
}

static void take_config(struct service *s)
{
	if (!config_watch_read(s->config, s->keeper.kept.path))
		return;
	causes_add_text(&s->causes, xstrdup("another configuration was put in force"));
	pace_change(&s->pace, now_msec());
}

/* Milliseconds until there is something to do; -1: unknown. */
static int patience(const struct service *s)
{
	int look_in = sooner(pace_wait(&s->pace, now_msec()), keeper_wait(&s->keeper));
	int work_in = circuits_wait(&s->keeper.circuits, now_msec());

	return sooner(sooner(look_in, work_in), notify_watchdog());
}

static bool is_time_to_look(const struct service *s)
{
	return !pace_wait(&s->pace, now_msec()) || !keeper_wait(&s->keeper);
}

static void wait_for_fd(struct pollfd *fds, nfds_t *n, int fd)
{
	fds[(*n)++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static int wait_for_work(struct service *s)
{
	struct pollfd fds[2 + WATCH_SOCKETS + PROBER_SOCKETS];
	nfds_t n = 0;
	size_t i;
	int err;

	wait_for_fd(fds, &n, s->signals);
	wait_for_fd(fds, &n, s->config);
	for (i = 0; i < WATCH_SOCKETS; i++)
		wait_for_fd(fds, &n, mnl_socket_get_fd(s->keeper.watch.nl[i].mnl));
	/* Those that are not open are ignored. */
	for (i = 0; i < PROBER_SOCKETS; i++)
		wait_for_fd(fds, &n, s->keeper.circuits.prober.fd[i]);
	if (poll(fds, n, patience(s)) < 0 && errno != EINTR) {
		err = -errno;
		error("cannot wait for notifications: %s", strerror(-err));
		return err;
	}
	return 0;
}

/* Not for each notification, of which there may be many. */
static void print_alive(struct service *s)
{
	int watchdog = notify_watchdog();

	if (watchdog < 0 || now_msec() < s->alive + (unsigned int)watchdog / 2)
		return;
	notify_send("WATCHDOG=1");
	s->alive = now_msec();
}

static int serve(struct service *s)
{
	int err;

	while (!s->stop) {
		err = wait_for_work(s);
		if (!err)
			err = watch_read(&s->keeper.watch, take_change, s);
		if (err)
			return err;
		take_signals(s);
		take_config(s);
		if (circuits_work(&s->keeper.circuits, now_msec(), &s->causes))
			pace_change(&s->pace, now_msec());
		if (!s->stop && is_time_to_look(s))
			look_again(s);
		print_alive(s);
	}
	return 0;
}

/*
 * What was last applied may be refused today, or lack the module, because of what other
 * programs have changed: it is tried again when they change something.
 */
static int start(struct service *s)
{
	int attempt, ret = -EAGAIN;

	for (attempt = 0; ret == -EAGAIN && attempt < ATTEMPTS; attempt++) {
		if (attempt)
			poll(NULL, 0, ATTEMPT_MSEC);
		ret = look(s, explain_start);
	}
	if (ret == -EAGAIN)
		error("another ersym is running: try again when it has finished");
	if (ret == -ENOENT && keeper_was_undone(&s->keeper)) {
		warning("nothing is in force, because the last change was not confirmed: apply the file");
		return 0;
	}
	if (ret == -ENOENT) {
		/* Its circuits are followed from the next look on. */
		ret = keeper_apply(&s->keeper, s->file);
		pace_change(&s->pace, now_msec());
		return ret;
	}
	return ret == -EEXIST ? 0 : ret;
}

static int catch_signals(struct service *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* Whoever reads stderr may have gone. */
	signal(SIGPIPE, SIG_IGN);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals >= 0)
		return 0;
	error("cannot receive signals: %s", strerror(errno));
	return -errno;
}

int service_run(const char *file)
{
	struct service s = { .file = file };
	int ret = catch_signals(&s);

	if (!ret)
		ret = keeper_open(&s.keeper);
	if (ret)
		return ret;
	s.config = config_watch_open();
	ret = s.config < 0 ? s.config : start(&s);
	if (!ret) {
		print_status(&s, "READY=1\n");
		ret = serve(&s);
		notify_send("STOPPING=1");
	}
	causes_clear(&s.causes);
	keeper_close(&s.keeper);
	if (s.config >= 0)
		close(s.config);
	close(s.signals);
	return ret;
}
