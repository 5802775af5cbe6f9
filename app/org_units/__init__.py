"""The Vietnamese side: provinces, councils, departments, Party and mass organisations, communes, and their succession."""
