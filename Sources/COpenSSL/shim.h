// SPDX-License-Identifier: Apache-2.0
//
// What Baton uses of the system's libcrypto, as one C module. Only the room `Signing` imports it.

#ifndef BATON_COPENSSL_SHIM_H
#define BATON_COPENSSL_SHIM_H

#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/// Gives the authentication tag that decryption must meet; a macro in OpenSSL.
static inline int baton_gcm_set_tag(EVP_CIPHER_CTX *context, int count, void *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, count, tag);
}

/// Reads the authentication tag that encryption made; a macro in OpenSSL.
static inline int baton_gcm_get_tag(EVP_CIPHER_CTX *context, int count, void *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, count, tag);
}

/// Works out the multiples of a group's generator in advance. OpenSSL 3.0 calls that out of date, and
/// offers nothing in its place.
static inline int baton_precompute_multiples(EC_GROUP *group, BN_CTX *numbers) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    return EC_GROUP_precompute_mult(group, numbers);
#pragma GCC diagnostic pop
}

/// Gives X and Z of a point whose first coordinate is X/Z^2. OpenSSL 3.0 calls that out of date, and
/// offers only the quotient, which takes longer than all that it is needed for.
static inline int baton_jacobian_x_and_z(
    const EC_GROUP *group, const EC_POINT *point, BIGNUM *x, BIGNUM *z, BN_CTX *numbers) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    return EC_POINT_get_Jprojective_coordinates_GFp(group, point, x, NULL, z, numbers);
#pragma GCC diagnostic pop
}

#endif
