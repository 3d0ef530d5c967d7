// SPDX-License-Identifier: GPL-2.0
#include "backend/caller.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "util/alloc.h"

#define TEXT_SIZE 512
#define NO_LOGIN ((uid_t)-1)
/* Of terminals that programs like sshd and screen have made. */
#define PTY_FIRST 136
#define PTY_LAST 143

static char *user_name(uid_t uid)
{
	const struct passwd *entry = getpwuid(uid);

	return entry ? xstrdup(entry->pw_name) : xasprintf("%u", uid);
}

/* The kernel keeps it through su(1) and sudo(8), where pam_loginuid(8) has set it. */
static char *login_name(void)
{
	const char *sudo = geteuid() ? NULL : getenv("SUDO_USER");
	FILE *in = fopen("/proc/self/loginuid", "re");
	uid_t uid = NO_LOGIN;

	if (in && fscanf(in, "%u", &uid) != 1)
		uid = NO_LOGIN;
	if (in)
		fclose(in);
	if (uid != NO_LOGIN)
		return user_name(uid);
	return sudo && sudo[0] ? xstrdup(sudo) : NULL;
}

/* The blanks of a file of /proc that ends texts with a NUL. */
static char *read_text(const char *path)
{
	char buf[TEXT_SIZE];
	FILE *in = fopen(path, "re");
	size_t i, n = in ? fread(buf, 1, sizeof(buf) - 1, in) : 0;

	if (in)
		fclose(in);
	while (n && (!buf[n - 1] || buf[n - 1] == '\n'))
		n--;
	for (i = 0; i < n; i++)
		if (!buf[i])
			buf[i] = ' ';
	return n ? xstrndup(buf, n) : NULL;
}

/* proc(5): after the name, in parentheses, are state, ppid, pgrp, session and tty_nr. */
static char *terminal_name(void)
{
	char *text = read_text("/proc/self/stat"), *name = NULL, *end = text;
	unsigned int device = 0;

	if (text)
		end = strrchr(text, ')');
	if (end && sscanf(end + 1, " %*c %*d %*d %*d %u", &device) == 1 && device) {
		/* The kernel's encoding is that of dev_t for small numbers. */
		if (major(device) >= PTY_FIRST && major(device) <= PTY_LAST)
			name = xasprintf("pts/%u", minor(device) +
					 (major(device) - PTY_FIRST) * 256);
		else
			name = xasprintf("tty %u:%u", major(device), minor(device));
	}
	free(text);
	return name;
}

static char *parent_name(void)
{
	char *path = xasprintf("/proc/%d/comm", (int)getppid()), *name = read_text(path);

	free(path);
	return name;
}

void caller_observe(struct caller *caller)
{
	caller->user = user_name(geteuid());
	caller->login = login_name();
	if (caller->login && !strcmp(caller->login, caller->user)) {
		free(caller->login);
		caller->login = NULL;
	}
	caller->terminal = terminal_name();
	if (!caller->terminal)
		caller->terminal = parent_name();
	caller->command = read_text("/proc/self/cmdline");
}

void caller_free(struct caller *caller)
{
	free(caller->user);
	free(caller->login);
	free(caller->terminal);
	free(caller->command);
	memset(caller, 0, sizeof(*caller));
}
