/* SPDX-License-Identifier: GPL-2.0 */
/* Who runs this process. */
#ifndef ERSYM_BACKEND_CALLER_H
#define ERSYM_BACKEND_CALLER_H

/**
 * struct caller - who runs this process; what is not known is NULL
 * @user: name or number of the effective user
 * @login: name or number of the user who logged in, before sudo(8) or su(1)
 * @terminal: the controlling terminal: "pts/3"; without one, the name of the parent
 * @command: the command line: "ersym -c new.yaml apply"
 */
struct caller {
	char *user;
	char *login;
	char *terminal;
	char *command;
};

/**
 * caller_observe() - find out who runs this process
 * @caller: written, to be freed with caller_free()
 */
void caller_observe(struct caller *caller);

/**
 * caller_free() - free the texts
 * @caller: the caller; empty afterwards
 */
void caller_free(struct caller *caller);

#endif
