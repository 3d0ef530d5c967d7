// SPDX-License-Identifier: GPL-2.0
#include "network/lab/daemons.h"

#include <errno.h>
#include <ftw.h>
#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "network/export/frr.h"
#include "network/lab/process.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/* Daemons end within this many waits of a fiftieth of a second, or are killed. */
#define WAITS 500

static const char *const daemons[] = { "zebra", "ospfd", "staticd", "bgpd" };

static void start(const struct lab *lab, unsigned int device, const char *daemon,
		  struct processes *all)
{
	char *ns = lab_device_namespace(lab, device);
	char *directory = xasprintf("%s/%s", lab->directory, lab->net->device[device].name);
	char *program = xasprintf("/usr/lib/frr/%s", daemon);
	char *config = xasprintf("%s/%s.conf", directory, daemon);
	char *socket = xasprintf("%s/zserv.api", directory);
	char *pid = xasprintf("%s/%s.pid", directory, daemon);
	char *log = xasprintf("file:%s/%s.log", directory, daemon);
	const char *const argv[] = {
		program, "-d", "-f", config, "-z", socket, "-i", pid, "--vty_socket", directory,
		"-P", "0", "--log", log, NULL,
	};
	struct stat st;

	/* An empty configuration is of a daemon that the device does not need. */
	if (!stat(config, &st) && st.st_size)
		process_start(all, ns, argv, NULL);
	free(log);
	free(pid);
	free(socket);
	free(config);
	free(program);
	free(directory);
	free(ns);
}

/* Who the daemons run as, so that they can write where they are configured. */
static struct passwd *frr_user;

static int give_to_frr(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return chown(path, frr_user->pw_uid, frr_user->pw_gid);
}

static int configure(const struct lab *lab)
{
	int err;

	frr_user = getpwnam("frr");
	if (!frr_user) {
		error("there is no user frr, whom FRR's daemons run as");
		return -ENOENT;
	}
	if (mkdir("/run/ersym-net", 0755) && errno != EEXIST) {
		err = -errno;
		error("cannot make /run/ersym-net: %s", strerror(errno));
		return err;
	}
	err = frr_export(lab->net, lab->directory);
	if (!err && nftw(lab->directory, give_to_frr, 8, FTW_PHYS))
		err = -errno;
	if (err)
		error("cannot write below %s: %s", lab->directory, strerror(-err));
	return err;
}

int daemons_start(const struct lab *lab)
{
	struct processes all = { 0 };
	int err = configure(lab);
	size_t i, j;

	for (i = 0; !err && i < lab->net->n_device; i++)
		start(lab, (unsigned int)i, daemons[0], &all);
	if (processes_finish(&all))
		err = -EIO;
	for (i = 0; !err && i < lab->net->n_device; i++) {
		for (j = 1; j < ARRAY_SIZE(daemons); j++)
			start(lab, (unsigned int)i, daemons[j], &all);
	}
	if (processes_finish(&all))
		err = -EIO;
	return err;
}

/* The daemon that wrote a file, if it is still there: its namespace says so. */
static pid_t daemon_of(const char *name, const char *path)
{
	FILE *in = fopen(path, "re");
	struct stat own, ns;
	char *directory, *slash, *at;
	bool same;
	int pid;

	if (!in)
		return -1;
	if (fscanf(in, "%d", &pid) != 1)
		pid = -1;
	fclose(in);
	directory = xstrdup(path);
	*strrchr(directory, '/') = '\0';
	slash = strrchr(directory, '/');
	at = xasprintf("/run/netns/%s.%s", name, slash + 1);
	same = pid > 0 && !stat(at, &ns);
	free(at);
	at = xasprintf("/proc/%d/ns/net", pid);
	same = same && !stat(at, &own) && own.st_ino == ns.st_ino && own.st_dev == ns.st_dev;
	free(at);
	free(directory);
	return same ? pid : -1;
}

/* Waits until processes are no more. Return: whether that came to pass. */
static bool wait_until_gone(const pid_t *pid, size_t n)
{
	const struct timespec wait = { .tv_nsec = 20000000 };
	size_t i = 0, waits = 0;

	while (i < n && waits < WAITS) {
		if (kill(pid[i], 0)) {
			i++;
			continue;
		}
		nanosleep(&wait, NULL);
		waits++;
	}
	return i == n;
}

static void end(const char *name, const glob_t *files)
{
	pid_t *pid = xcalloc(files->gl_pathc + 1, sizeof(*pid));
	size_t n = 0, i;

	for (i = 0; i < files->gl_pathc; i++) {
		pid[n] = daemon_of(name, files->gl_pathv[i]);
		n += pid[n] > 0;
	}
	for (i = 0; i < n; i++)
		kill(pid[i], SIGTERM);
	if (!wait_until_gone(pid, n)) {
		for (i = 0; i < n; i++)
			kill(pid[i], SIGKILL);
		wait_until_gone(pid, n);
	}
	free(pid);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

void daemons_stop(const char *name)
{
	char *directory = xasprintf("/run/ersym-net/%s", name);
	char *pattern = xasprintf("%s/*/*.pid", directory);
	glob_t files = { 0 };

	if (!glob(pattern, 0, NULL, &files))
		end(name, &files);
	globfree(&files);
	nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(pattern);
	free(directory);
}
