// SPDX-License-Identifier: GPL-2.0
#include "doctor/module.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend/module_age.h"
#include "backend/text_file.h"
#include "util/alloc.h"

#define TAINT "/sys/module/ersym/taint"

void doctor_module_missing(struct examination *x)
{
	if (examination_has(x, OBSERVATION_KERNEL) && !x->kernel.has_module &&
	    x->site.engine == ENGINE_MODULE)
		report_fixed(x, SEVERITY_ERROR, "module ersym",
			     "the kernel module is not loaded; where it cannot be, write engine: nftables",
			     "modprobe ersym");
}

void doctor_module_older(struct examination *x)
{
	bool older = false;

	if (!examination_has(x, OBSERVATION_KERNEL) || !x->kernel.has_module)
		return;
	if (module_is_older(&x->kernel.module, &older))
		report_failed(x);
	else if (older)
		report_fixed(x, SEVERITY_ERROR, "module ersym",
			     "the module that is loaded is older than this command, and lacks requests of it",
			     "modprobe -r ersym && modprobe ersym && ersym apply");
}

/* Every module that is not of the kernel's own tree has the letter O. */
void doctor_module_tainted(struct examination *x)
{
	char *taint;
	int err;

	if (!examination_has(x, OBSERVATION_KERNEL) || !x->kernel.has_module)
		return;
	err = text_file_read(TAINT, &taint);
	if (err == -ENOENT)
		report_unchecked(x, TAINT " does not exist");
	else if (err)
		report_failed(x);
	else if (strchr(taint, 'F'))
		report_fixed(x, SEVERITY_WARNING, "module ersym",
			     "the module was loaded by force into a kernel that it was not built for",
			     "modprobe -r ersym && modprobe ersym && ersym apply");
	else if (strchr(taint, 'E'))
		report_fixed(x, SEVERITY_NOTE, "module ersym",
			     "the module is not signed with a key that this kernel trusts",
			     "/usr/lib/linux-kbuild-$(uname -r | cut -d. -f1-2)/scripts/sign-file sha256 /var/lib/dkms/mok.key /var/lib/dkms/mok.pub $(modinfo -n ersym) && modprobe -r ersym && modprobe ersym && ersym apply");
	free(taint);
}
