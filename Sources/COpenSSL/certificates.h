// SPDX-License-Identifier: Apache-2.0
//
// What Baton uses of libcrypto's X.509. The functions of typed stacks are macros there, which Swift
// cannot see, so each that is needed is said again as a function.

#ifndef BATON_COPENSSL_CERTIFICATES_H
#define BATON_COPENSSL_CERTIFICATES_H

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/// Makes an empty list of certificates, or NULL without memory.
static inline STACK_OF(X509) *baton_certificates_new(void) { return sk_X509_new_null(); }

/// Adds a certificate, which the list does not own; 0 without memory.
static inline int baton_certificates_push(STACK_OF(X509) *list, X509 *certificate) {
    return sk_X509_push(list, certificate);
}

/// How many certificates a list has; -1 for NULL.
static inline int baton_certificates_count(const STACK_OF(X509) *list) {
    return sk_X509_num(list);
}

/// A certificate of a list, which goes on owning what it owned.
static inline X509 *baton_certificates_at(const STACK_OF(X509) *list, int position) {
    return sk_X509_value(list, position);
}

/// Whether what an extension holds is the whole of what OpenSSL knows it to be; 1 too when it does not
/// know it.
static inline int baton_extension_is_whole(X509_EXTENSION *extension) {
    const X509V3_EXT_METHOD *method = X509V3_EXT_get(extension);
    if (method == NULL || method->it == NULL) return 1;
    const ASN1_OCTET_STRING *data = X509_EXTENSION_get_data(extension);
    const unsigned char *start = ASN1_STRING_get0_data(data);
    const unsigned char *end = start + ASN1_STRING_length(data);
    ASN1_VALUE *value = ASN1_item_d2i(NULL, &start, end - start, ASN1_ITEM_ptr(method->it));
    int is_whole = value != NULL && start == end;
    ASN1_item_free(value, ASN1_ITEM_ptr(method->it));
    return is_whole;
}

/// Frees a list and none of its certificates.
static inline void baton_certificates_free(STACK_OF(X509) *list) { sk_X509_free(list); }

#endif
