package io.kernelgraft.runtime.registry;

import io.kernelgraft.contract.image.ImageReference;
import java.net.URI;

/**
 * One repository at one registry.
 *
 * @param scheme {@code https}, or {@code http} for the hosts that the configuration lists
 */
record Endpoint(String scheme, String host, String repository) {
    /** @param path below {@code /v2/<repository>/}, for example {@code manifests/stable} */
    URI uri(String path) {
        return URI.create(scheme + "://" + host + "/v2/" + repository + "/" + path);
    }

    /** True if a request there may carry this registry's Authorization header. */
    boolean isAt(URI uri) {
        return uri.getScheme().equals(scheme) && uri.getAuthority().equals(host);
    }

    ImageReference reference() {
        return ImageReference.parse(host + "/" + repository);
    }

    @Override
    public String toString() {
        return host + "/" + repository;
    }
}
