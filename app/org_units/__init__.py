"""The Vietnamese side: provinces, councils, departments, Party bodies, communes, and their succession."""
