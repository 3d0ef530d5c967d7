/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes of the kernel's answers, checked before they are read. */
#ifndef ERSYM_BACKEND_WIRE_H
#define ERSYM_BACKEND_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

#include "model/address.h"
#include "plan/route.h"

/* 0, or -EBADMSG if the attribute has another type. */
int take_u8(const struct nlattr *attr, uint8_t *out);
int take_u32(const struct nlattr *attr, uint32_t *out);
int take_u64(const struct nlattr *attr, uint64_t *out);
/* Network to host byte order. */
int take_port(const struct nlattr *attr, int *out);
/* @size: of @out, with the NUL. */
int take_name(const struct nlattr *attr, char *out, size_t size);
/* Four or sixteen bytes. */
int take_address(const struct nlattr *attr, struct address *out);

/* What the kernel calls that which a rule does: FR_ACT_TO_TBL, FR_ACT_GOTO, FR_ACT_NOP. */
uint8_t rule_action(const struct ip_rule *rule);

#endif
