// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// An X.509 certificate as OpenSSL holds it.
///
/// Unchecked because the compiler cannot see into C: it is never changed after it was parsed, OpenSSL
/// counts its references atomically and fills its cache of extensions under a lock.
final class CertificateHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Parses DER; nil unless it is one certificate and nothing else.
    init?(der: [UInt8]) {
        let pointer = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let certificate = d2i_X509(nil, &cursor, buffer.count)
            guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                X509_free(certificate)
                return OpaquePointer?.none
            }
            return certificate
        }
        guard let pointer else {
            ERR_clear_error()
            return nil
        }
        self.pointer = pointer
    }

    deinit { X509_free(pointer) }

    /// Whether its own key signed it.
    var signsItself: Bool {
        defer { ERR_clear_error() }
        return X509_self_signed(pointer, 1) == 1
    }
}

/// A list of revoked certificates as OpenSSL holds it; unchecked as `CertificateHandle` is.
final class RevocationListHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Parses DER; nil unless it is one list and nothing else.
    init?(der: [UInt8]) {
        let pointer = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let list = d2i_X509_CRL(nil, &cursor, buffer.count)
            guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                X509_CRL_free(list)
                return OpaquePointer?.none
            }
            return list
        }
        guard let pointer else {
            ERR_clear_error()
            return nil
        }
        self.pointer = pointer
    }

    deinit { X509_CRL_free(pointer) }
}

/// A stack of certificates (`STACK_OF(X509)`) that holds a reference to each.
struct CertificateStack: ~Copyable {
    let pointer: OpaquePointer

    /// An empty stack.
    init() {
        guard let pointer = OPENSSL_sk_new_null() else {
            preconditionFailure("OpenSSL has no memory for a stack.")
        }
        self.pointer = pointer
    }

    /// Takes over a stack that OpenSSL made.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit {
        OPENSSL_sk_pop_free(pointer) { X509_free($0.map { OpaquePointer($0) }) }
    }

    /// How many there are.
    var count: Int { Int(OPENSSL_sk_num(pointer)) }

    /// The certificate at a position, which the stack goes on owning.
    subscript(position: Int) -> OpaquePointer? {
        OPENSSL_sk_value(pointer, Int32(position)).map { OpaquePointer($0) }
    }

    /// Adds a certificate and holds a reference to it.
    func append(_ certificate: OpaquePointer) {
        X509_up_ref(certificate)
        let added = OPENSSL_sk_push(pointer, UnsafeRawPointer(certificate))
        precondition(added > 0, "OpenSSL has no memory for a stack.")
    }
}
