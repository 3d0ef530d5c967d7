/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ERSYM_COMPAT_LINUX_SLAB_H
#define _ERSYM_COMPAT_LINUX_SLAB_H

#include_next <linux/slab.h>

/* A macro from 7.0 on, and in some point releases before. */
#ifndef kzalloc_obj
#define kzalloc_obj(P, ...) kzalloc(sizeof(P), __VA_ARGS__)
#endif

#endif /* _ERSYM_COMPAT_LINUX_SLAB_H */
