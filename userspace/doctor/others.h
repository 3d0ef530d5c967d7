/* SPDX-License-Identifier: GPL-2.0 */
/* Services of this host that undo what ersym has in the kernel. */
#ifndef ERSYM_DOCTOR_OTHERS_H
#define ERSYM_DOCTOR_OTHERS_H

#include "doctor/examination.h"

/**
 * doctor_networkd_rules() - report that networkd deletes routing rules of other programs
 * @x: the examination
 */
void doctor_networkd_rules(struct examination *x);

/**
 * doctor_networkd_routes() - report that networkd deletes routes of other programs
 * @x: the examination
 */
void doctor_networkd_routes(struct examination *x);

/**
 * doctor_nft_flush() - report a service that empties the ruleset
 * @x: the examination
 */
void doctor_nft_flush(struct examination *x);

/**
 * doctor_firewalld() - report that firewalld runs
 * @x: the examination
 */
void doctor_firewalld(struct examination *x);

/**
 * doctor_ufw() - report that ufw is active
 * @x: the examination
 */
void doctor_ufw(struct examination *x);

/**
 * doctor_iptables_legacy() - record that rules exist that cannot be read
 * @x: the examination
 */
void doctor_iptables_legacy(struct examination *x);

/**
 * doctor_service_disabled() - report that ersym.service does not start with the host
 * @x: the examination
 */
void doctor_service_disabled(struct examination *x);

#endif
