/* SPDX-License-Identifier: GPL-2.0 */
/* What makes a request wrong. */
#ifndef ERSYM_SELFTESTS_FUZZ_DAMAGE_H
#define ERSYM_SELFTESTS_FUZZ_DAMAGE_H

struct message;
struct node;

void damage_tree(struct node **tree);
void damage_bytes(struct message *message);
void damage_headers(struct message *message);

#endif
