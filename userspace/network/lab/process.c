// SPDX-License-Identifier: GPL-2.0
#include "network/lab/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "network/lab/namespace.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/* A file without a name that holds a text. Return: a descriptor. */
static int text_file(const char *text)
{
	int fd = memfd_create("ersym-net", MFD_CLOEXEC);

	if (fd < 0)
		out_of_memory();
	if (text && write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		out_of_memory();
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void become(const char *ns, const char *const argv[], int in, int out)
{
	if (ns && namespace_enter(ns)) {
		error("cannot enter network namespace %s: %s", ns, strerror(errno));
		_exit(126);
	}
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	execvp(argv[0], (char *const *)argv);
	error("cannot run %s: %s", argv[0], strerror(errno));
	_exit(127);
}

void process_start(struct processes *all, const char *ns, const char *const argv[],
		   const char *input)
{
	int in = text_file(input), out = text_file(NULL);
	struct process *p;
	pid_t pid = fork();

	if (pid < 0)
		out_of_memory();
	if (!pid)
		become(ns, argv, in, out);
	close(in);
	all->v = array_grow(all->v, all->n, sizeof(*all->v));
	p = &all->v[all->n++];
	p->what = ns ? xasprintf("%s in %s", argv[0], ns) : xstrdup(argv[0]);
	p->pid = pid;
	p->out = out;
}

/* Waits for a program, once. Return: 0 or -EIO. */
static int wait_for(struct process *p)
{
	int status;

	if (p->pid < 0)
		return -EIO;
	while (waitpid(p->pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -EIO;
	}
	p->pid = -1;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	error("%s failed", p->what);
	return -EIO;
}

char *process_output(struct processes *all, size_t index)
{
	struct process *p = &all->v[index];
	off_t size;
	char *text;

	if (wait_for(p))
		return NULL;
	size = lseek(p->out, 0, SEEK_END);
	text = xmalloc((size_t)size + 1);
	if (pread(p->out, text, (size_t)size, 0) != (ssize_t)size)
		size = 0;
	text[size] = '\0';
	return text;
}

int processes_finish(struct processes *all)
{
	int err = 0;
	size_t i;

	for (i = 0; i < all->n; i++) {
		struct process *p = &all->v[i];

		if (p->pid >= 0 && wait_for(p))
			err = -EIO;
		close(p->out);
		free(p->what);
	}
	free(all->v);
	memset(all, 0, sizeof(*all));
	return err;
}

int process_run(const char *ns, const char *const argv[], const char *input)
{
	struct processes all = { 0 };

	process_start(&all, ns, argv, input);
	return processes_finish(&all);
}
