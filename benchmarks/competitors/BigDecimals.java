import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** The late charge of the competitors, with BigDecimal and java.time; rows come and charges go as whole numbers. */
public final class BigDecimals {
    private static final BigDecimal RATE = new BigDecimal("0.02");

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }

    private static BigDecimal charge(BigDecimal amount, LocalDate issued, LocalDate paid) {
        if (!paid.isAfter(issued.plusDays(15))) {
            return BigDecimal.ZERO.setScale(2);
        }
        int months = 12 * (paid.getYear() - issued.getYear()) + paid.getMonthValue() - issued.getMonthValue();
        if (issued.getDayOfMonth() > paid.getDayOfMonth()) {
            months--;
        }
        BigDecimal balance = amount;
        for (int month = 0; month < months; month++) {
            balance = balance.add(cents(balance.multiply(RATE)));
        }
        LocalDate start = issued.plusMonths(months);
        if (paid.isAfter(start)) {
            BigDecimal of = balance.multiply(RATE).multiply(BigDecimal.valueOf(ChronoUnit.DAYS.between(start, paid)));
            BigDecimal days = BigDecimal.valueOf(ChronoUnit.DAYS.between(start, issued.plusMonths(months + 1)));
            balance = balance.add(of.divide(days, 2, RoundingMode.HALF_UP));
        }
        return balance.subtract(amount);
    }

    public static void main(String[] arguments) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(System.in));
        var out = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
        int rows = in.readInt();
        var amounts = new BigDecimal[rows];
        var issued = new LocalDate[rows];
        var paid = new LocalDate[rows];
        for (int row = 0; row < rows; row++) {
            amounts[row] = BigDecimal.valueOf(in.readLong(), 2);
            issued[row] = LocalDate.ofEpochDay(in.readLong());
            paid[row] = LocalDate.ofEpochDay(in.readLong());
        }
        var charges = new BigDecimal[rows];
        while (in.read() >= 0) { // one byte asks for all charges
            for (int row = 0; row < rows; row++) {
                charges[row] = charge(amounts[row], issued[row], paid[row]);
            }
            for (int row = 0; row < rows; row++) {
                out.writeLong(charges[row].unscaledValue().longValueExact());
            }
            out.flush();
        }
    }
}
