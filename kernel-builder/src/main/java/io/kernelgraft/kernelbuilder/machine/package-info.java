/** What the image carries for the machine it runs on: MOK enrolment, the public certificate, kernelgraft-validate. */
package io.kernelgraft.kernelbuilder.machine;
