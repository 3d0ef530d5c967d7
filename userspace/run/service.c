// SPDX-License-Identifier: GPL-2.0
#include "run/service.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "run/causes.h"
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
 * @next: those of @causes that came during a look, which may have been too early to see them
 * @alive: when the manager was last told that it lives
 * @signals: descriptor that signals are read from
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
	bool stop;
};

static uint64_t now_usec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000u + (uint64_t)ts.tv_nsec / 1000;
}

static uint64_t now_msec(void)
{
	return now_usec() / 1000;
}

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
	int ret = keeper_look(&s->keeper, cause, s, &mended);

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

/* Of two times to wait, of which -1 is unknown. */
static int sooner(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

/* Milliseconds until there is something to do; -1: unknown. */
static int patience(const struct service *s)
{
	int look_in = sooner(pace_wait(&s->pace, now_msec()), keeper_wait(&s->keeper));

	return sooner(look_in, notify_watchdog());
}

static bool is_time_to_look(const struct service *s)
{
	return !pace_wait(&s->pace, now_msec()) || !keeper_wait(&s->keeper);
}

static int wait_for_work(struct service *s)
{
	struct pollfd fds[1 + WATCH_SOCKETS] = { { .fd = s->signals, .events = POLLIN } };
	size_t i;
	int err;

	for (i = 0; i < WATCH_SOCKETS; i++) {
		fds[1 + i].fd = mnl_socket_get_fd(s->keeper.watch.nl[i].mnl);
		fds[1 + i].events = POLLIN;
	}
	if (poll(fds, 1 + WATCH_SOCKETS, patience(s)) < 0 && errno != EINTR) {
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
	if (ret == -ENOENT && keeper_was_undone(&s->keeper))
		warning("nothing is in force, because the last change was not confirmed: apply the file");
	else if (ret == -ENOENT)
		return keeper_apply(&s->keeper, s->file);
	if (ret == -ENOENT)
		return 0;
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
	ret = start(&s);
	if (!ret) {
		print_status(&s, "READY=1\n");
		ret = serve(&s);
		notify_send("STOPPING=1");
	}
	causes_clear(&s.causes);
	keeper_close(&s.keeper);
	close(s.signals);
	return ret;
}
