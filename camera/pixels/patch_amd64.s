#include "go_asm.h"
#include "textflag.h"

// The bytes of one colour of four pixels, each in four bytes: of the first, second and third colour.
DATA spread<>+0(SB)/8, $0x8080800380808000
DATA spread<>+8(SB)/8, $0x8080800980808006
DATA spread<>+16(SB)/8, $0x8080800480808001
DATA spread<>+24(SB)/8, $0x8080800a80808007
DATA spread<>+32(SB)/8, $0x8080800580808002
DATA spread<>+40(SB)/8, $0x8080800b80808008
GLOBL spread<>(SB), RODATA|NOPTR, $48

DATA most<>+0(SB)/4, $255.0
GLOBL most<>(SB), RODATA|NOPTR, $4
DATA least<>+0(SB)/4, $0.00392156862745098
GLOBL least<>(SB), RODATA|NOPTR, $4

// Eight numbers of one colour: each division is a multiplication and one correction by what it leaves over.
#define COLOUR(shuffle, number, plane) \
	VPSHUFB      shuffle, Y0, Y1; \
	VCVTDQ2PS    Y1, Y1; \
	VMULPS       Y14, Y1, Y2; \
	VFNMADD231PS Y15, Y2, Y1; \
	VFMADD231PS  Y14, Y1, Y2; \
	VMOVUPS      (patchWork_numbers+number*96+32)(BX), Y4; \
	VSUBPS       (patchWork_numbers+number*96)(BX), Y2, Y2; \
	VMULPS       Y4, Y2, Y3; \
	VFNMADD231PS (patchWork_numbers+number*96+64)(BX), Y3, Y2; \
	VFMADD231PS  Y4, Y2, Y3; \
	VMOVUPS      Y3, (plane)(R13*4); \
	VMOVUPS      Y3, (plane)(DX*1)

// func patchAVX2(work *patchWork)
TEXT ·patchAVX2(SB), NOSPLIT, $0-8
	MOVQ           work+0(FP), BX
	MOVQ           patchWork_to(BX), DI
	MOVQ           patchWork_from(BX), SI
	MOVQ           patchWork_stride(BX), R8
	MOVQ           patchWork_patch(BX), R9
	MOVQ           patchWork_again(BX), R10
	MOVQ           (patchWork_planes+8)(BX), R11
	MOVQ           (patchWork_planes+16)(BX), R12
	ADDQ           DI, R11
	ADDQ           DI, R12
	ADDQ           patchWork_planes(BX), DI
	MOVQ           R9, CX
	VBROADCASTSS   most<>(SB), Y15
	VBROADCASTSS   least<>(SB), Y14
	VBROADCASTI128 spread<>+0(SB), Y13
	VBROADCASTI128 spread<>+16(SB), Y12
	VBROADCASTI128 spread<>+32(SB), Y11

line:
	XORQ R13, R13

eight:
	LEAQ        (R13)(R13*2), AX
	LEAQ        (R10)(R13*4), DX
	VMOVDQU     (SI)(AX*1), X0
	VINSERTI128 $1, 12(SI)(AX*1), Y0, Y0
	COLOUR(Y13, 0, DI)
	COLOUR(Y12, 1, R11)
	COLOUR(Y11, 2, R12)
	ADDQ        $8, R13
	CMPQ        R13, R9
	JGE         ended
	LEAQ        8(R13), AX
	CMPQ        AX, R9
	JLE         eight

	// The last eight end with the line and are some of them done again.
	LEAQ -8(R9), R13
	JMP  eight

ended:
	ADDQ R8, SI
	LEAQ (DI)(R9*4), DI
	LEAQ (R11)(R9*4), R11
	LEAQ (R12)(R9*4), R12
	DECQ CX
	JNZ  line
	VZEROUPPER
	RET
