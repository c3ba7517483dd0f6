/** The seven services as processes. */
package io.kernelgraft.lab.service;
