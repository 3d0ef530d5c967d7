// SPDX-License-Identifier: GPL-2.0
/*
 * at-send N HOOK COMMAND [ARG...]: runs COMMAND, and as soon as it has sent its Nth message
 * on a socket, the shell command HOOK, with the process in $PID, while COMMAND is stopped.
 *
 * Exits as COMMAND, with 128 + the signal that ended it, or with 77 if it sent fewer than N
 * messages.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define FEWER 77
/* The stop of a system call, with PTRACE_O_TRACESYSGOOD. */
#define CALL (SIGTRAP | 0x80)

static long number_of_call(pid_t pid)
{
#ifdef __x86_64__
	errno = 0;
	return ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user_regs_struct, orig_rax), NULL);
#else
	errx(1, "not ported to this architecture");
#endif
}

static bool sends(pid_t pid)
{
	long call = number_of_call(pid);

	return call == SYS_sendto || call == SYS_sendmsg;
}

static int status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			err(1, "waitpid");
	return status;
}

static void run_hook(const char *hook, pid_t pid)
{
	char text[20];

	snprintf(text, sizeof(text), "%d", (int)pid);
	setenv("PID", text, 1);
	if (system(hook))
		errx(1, "the hook failed: %s", hook);
}

int main(int argc, char **argv)
{
	bool inside = false;
	unsigned long left;
	int status;
	pid_t pid;

	if (argc < 4)
		errx(2, "usage: at-send N HOOK COMMAND [ARG...]");
	left = strtoul(argv[1], NULL, 10);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			err(1, "ptrace");
		execvp(argv[3], argv + 3);
		err(1, "%s", argv[3]);
	}
	status = wait_for(pid);
	ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	while (WIFSTOPPED(status)) {
		int signal = WSTOPSIG(status);

		/* A call stops twice: before it is carried out, and after. */
		if (signal == CALL) {
			inside = !inside;
			if (!inside && sends(pid) && !--left)
				break;
		}
		if (signal == CALL || signal == SIGTRAP)
			signal = 0;
		if (ptrace(PTRACE_SYSCALL, pid, NULL, signal) < 0)
			err(1, "ptrace");
		status = wait_for(pid);
	}
	if (!WIFSTOPPED(status))
		return FEWER;
	run_hook(argv[2], pid);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	return status_of(wait_for(pid));
}
