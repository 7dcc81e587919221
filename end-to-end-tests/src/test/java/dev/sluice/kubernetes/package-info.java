// SPDX-License-Identifier: Apache-2.0
/** Whether Kubernetes, its operators and the services would take what is in {@code k8s/}: rendered, loaded strictly, and checked for what no schema knows. */
package dev.sluice.kubernetes;
