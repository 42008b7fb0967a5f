// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

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
