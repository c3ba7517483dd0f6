package io.kernelgraft.console.api;

import io.kernelgraft.console.signature.SignatureBatch;
import java.util.List;

/** @param next where the older ones are; null if there are none */
public record SignatureList(List<SignatureBatch> items, String next) {}
