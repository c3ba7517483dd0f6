package io.kernelgraft.kmodbuilder.source;

import io.kernelgraft.contract.image.Kver;

/**
 * The spec file that makes a kmod package of modules that are built already, in the form of those that akmods makes, so that
 * nothing after this stage need know the difference.
 *
 * @param release digits and letters
 * @param modules directory inside the container
 */
record KmodSpec(String name, Kver kver, String release, String modules) {
    String text() {
        return """
                %%global debug_package %%{nil}
                %%global __os_install_post %%{nil}
                %%global _build_id_links none

                Name:           kmod-%1$s-%2$s
                Version:        0
                Release:        %3$s
                Summary:        Kernel module %1$s for %2$s
                License:        as modinfo says
                AutoReqProv:    no
                Provides:       kmod-%1$s = %%{version}-%%{release}
                Provides:       installonlypkg(kernel-module)

                %%description
                %%{summary}, from plain sources.

                %%install
                install -Dpm 0644 -t %%{buildroot}/usr/lib/modules/%2$s/extra/%1$s %4$s/*.ko.xz

                %%post
                /sbin/depmod -a %2$s || :

                %%postun
                /sbin/depmod -a %2$s || :

                %%files
                %%dir /usr/lib/modules/%2$s/extra
                /usr/lib/modules/%2$s/extra/%1$s
                """.formatted(name, kver, release, modules);
    }
}
