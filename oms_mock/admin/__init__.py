"""The admin API of the fake, `/__admin/`: one module per noun."""
