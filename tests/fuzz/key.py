"""An RSA key that is the same in every run, so that an input that once failed fails again; kept nowhere."""

from __future__ import annotations

import random
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa

from tui.wire.rsa import BITS, RsaKey

_EXPONENT = 65537
_ROUNDS = 20


@cache
def fuzz_key() -> rsa.RSAPrivateKey:
    """Make the key from primes of a seeded generator."""
    chance = random.Random("a key for nothing but fuzzing")
    p, q = _prime(chance), _prime(chance)
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    remainders = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    return rsa.RSAPrivateNumbers(p, q, d, *remainders, public).private_key()


@cache
def wire_key() -> RsaKey:
    """Return the same as the wire wants it."""
    return RsaKey(fuzz_key())


def _prime(chance: random.Random) -> int:
    half = BITS // 2
    while True:
        number = chance.getrandbits(half) | 0b11 << (half - 2) | 1
        if number % _EXPONENT != 1 and _is_prime(number, chance):
            return number


def _is_prime(number: int, chance: random.Random) -> bool:
    """Tell by the test of Miller and Rabin."""
    shifts = ((number - 1) & -(number - 1)).bit_length() - 1
    for _ in range(_ROUNDS):
        x = pow(chance.randrange(2, number - 1), (number - 1) >> shifts, number)
        if x in (1, number - 1):
            continue
        for _ in range(shifts - 1):
            x = x * x % number
            if x == number - 1:
                break
        else:
            return False
    return True
