/* SPDX-License-Identifier: GPL-2.0 */
/* Commits of configurations in a network namespace. */
#ifndef _ERSYM_COMMIT_H
#define _ERSYM_COMMIT_H

struct ersym_config;
struct ersym_netns;

int ersym_commit(struct ersym_netns *ns, struct ersym_config *config);
int ersym_commit_init(void);
void ersym_commit_exit(void);

#endif /* _ERSYM_COMMIT_H */
